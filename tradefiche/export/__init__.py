"""What programs read: the tables of figures as files of data."""
