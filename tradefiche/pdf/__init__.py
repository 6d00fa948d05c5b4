"""What is general: fonts, matplotlib figures as PDF drawings, tagged pages. Knows no trade."""
