"""Lambert-93, the official projection of mainland France, from degrees to metres.

Conic, conformal, on the GRS 80 ellipsoid: true along 44° and 49° north. Knows geometry only.
Source: IGN, « Projection cartographique conique conforme de Lambert » (NTG 71), algorithms 1 to 4.
"""

from __future__ import annotations

import math

import numpy as np

from tradefiche.charts.maps.label_fit import Points

AXIS, ECCENTRICITY = 6_378_137.0, 0.081_819_191_043_1
"""GRS 80: half the larger axis, in metres; first eccentricity."""
MERIDIAN, LATITUDE = 3.0, 46.5
"""What lies at ``ORIGIN``, in degrees."""
PARALLELS = (44.0, 49.0)
ORIGIN = (700_000.0, 6_600_000.0)


def project(degrees: Points) -> Points:
    """Metres east and north, of longitudes and latitudes (n × 2 both)."""
    distance = _FACTOR * np.exp(-_CONE * _isometric(degrees[:, 1]))
    angle = np.radians(degrees[:, 0] - MERIDIAN) * _CONE
    return np.column_stack([ORIGIN[0] + distance * np.sin(angle), _POLE - distance * np.cos(angle)])


def _isometric(latitude: Points) -> Points:
    """Isometric latitudes, of degrees."""
    sine = np.sin(np.radians(latitude))
    return np.arctanh(sine) - ECCENTRICITY * np.arctanh(ECCENTRICITY * sine)


def _normal(latitude: float) -> float:
    """The great normal: from the surface to the axis of the poles, in metres."""
    return AXIS / math.sqrt(1 - (ECCENTRICITY * math.sin(math.radians(latitude))) ** 2)


def _radius(latitude: float) -> float:
    """Of a parallel, in metres."""
    return _normal(latitude) * math.cos(math.radians(latitude))


_SOUTH, _NORTH, _MIDDLE = (float(value) for value in _isometric(np.array((*PARALLELS, LATITUDE))))
_CONE = math.log(_radius(PARALLELS[1]) / _radius(PARALLELS[0])) / (_SOUTH - _NORTH)
_FACTOR = _radius(PARALLELS[0]) / _CONE * math.exp(_CONE * _SOUTH)
_POLE = ORIGIN[1] + _FACTOR * math.exp(-_CONE * _MIDDLE)
