"""How the canvas lies in the view."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from painter.document.geometry import Rect
from painter.ui.canvas.transform import LEAST_ZOOM, MOST_ZOOM, ZOOM_STOPS, ViewTransform, next_stop

coordinates = st.floats(-5000, 5000)
views = st.builds(
    ViewTransform,
    center_x=coordinates,
    center_y=coordinates,
    zoom=st.floats(0.02, 40),
    rotation_deg=st.one_of(st.sampled_from([0.0, 90.0, 180.0, -90.0]), st.floats(-179, 180)),
    mirrored=st.booleans(),
    width=st.integers(50, 3000).map(float),
    height=st.integers(50, 2000).map(float),
    ratio=st.sampled_from([1.0, 1.25, 1.5, 2.0]),
    origin_x=st.floats(0, 0.99),
    origin_y=st.floats(0, 0.99),
)
places = st.builds(QPointF, st.floats(-500, 3000), st.floats(-500, 3000))


def near(a: QPointF, b: QPointF, within: float) -> bool:
    return math.hypot(a.x() - b.x(), a.y() - b.y()) <= within


@given(views, places)
def test_to_the_canvas_and_back_is_the_same_place(view: ViewTransform, at: QPointF) -> None:
    canvas = view.to_canvas(at)
    assert near(view.to_widget(canvas.x(), canvas.y()), at, 1e-5)


@given(views, places, st.floats(LEAST_ZOOM, MOST_ZOOM))
def test_zooming_keeps_what_is_under_the_cursor(view: ViewTransform, at: QPointF, zoom: float) -> None:
    canvas = view.to_canvas(at)
    after = view.zoomed_at(at, zoom)
    # Moving onto whole device pixels may take half of one in each direction, before and after.
    slack = math.sqrt(0.5) / view.ratio * (1 + max(1.0, zoom / view.zoom))
    assert near(after.to_widget(canvas.x(), canvas.y()), at, slack + 1e-4)
    assert after.zoom == zoom


@given(views, places, st.floats(-720, 720))
def test_turning_keeps_what_is_under_the_cursor(view: ViewTransform, at: QPointF, angle: float) -> None:
    canvas = view.to_canvas(at)
    after = view.turned_at(at, angle)
    assert near(after.to_widget(canvas.x(), canvas.y()), at, 2 * math.sqrt(0.5) / view.ratio + 1e-4)
    assert -180 < after.rotation_deg <= 180


@given(views, places)
def test_zooming_to_and_fro_drifts_nowhere(view: ViewTransform, at: QPointF) -> None:
    after = view
    for _ in range(20):
        after = after.zoomed_at(at, view.zoom * 1.7)
        after = after.zoomed_at(at, view.zoom)
    assert math.isclose(after.center_x, view.center_x, abs_tol=1e-4)
    assert math.isclose(after.center_y, view.center_y, abs_tol=1e-4)


@given(views, st.floats(-400, 400), st.floats(-400, 400))
def test_the_canvas_follows_the_hand(view: ViewTransform, dx: float, dy: float) -> None:
    before = view.to_widget(10, 20)
    assert near(view.moved(dx, dy).to_widget(10, 20), before + QPointF(dx, dy), 1.5 / view.ratio + 1e-4)


@given(views)
def test_a_mirror_exchanges_left_and_right_of_the_view(view: ViewTransform) -> None:
    here, there = view.to_widget(30, 40), view.flipped().to_widget(30, 40)
    assert near(QPointF(view.width - here.x(), here.y()), there, 1.5 / view.ratio + 1e-4)
    assert view.flipped().flipped() == replace(view, rotation_deg=view.flipped().flipped().rotation_deg)


@given(views.filter(lambda view: view.upright))
def test_an_upright_canvas_lies_on_whole_device_pixels(view: ViewTransform) -> None:
    matrix = view.to_device()
    for offset, origin in ((matrix.dx(), view.origin_x), (matrix.dy(), view.origin_y)):
        assert math.isclose(offset + origin, round(offset + origin), abs_tol=1e-6)


@given(views, st.integers(1, 9000), st.integers(1, 9000))
def test_a_fitted_canvas_is_all_in_its_area(view: ViewTransform, width: int, height: int) -> None:
    area = QRectF(16, 16, view.width, view.height)
    fitted = view.fitted(width, height, area)
    shown = fitted.widget_area(Rect(0, 0, width, height))
    slack = 1.0 / view.ratio + 1e-4
    if fitted.zoom > LEAST_ZOOM:
        assert area.adjusted(-slack, -slack, slack, slack).contains(shown)
    if LEAST_ZOOM < fitted.zoom < MOST_ZOOM:
        assert min(area.width() - shown.width(), area.height() - shown.height()) < slack
    assert near(shown.center(), area.center(), 1.5 / view.ratio)


def test_a_tall_canvas_fitted_by_its_width_is_shown_from_its_top() -> None:
    fitted = ViewTransform(width=500, height=300).fitted(100, 1000, QRectF(0, 10, 500, 280), width_only=True)
    shown = fitted.widget_area(Rect(0, 0, 100, 1000))
    assert (shown.left(), shown.right(), shown.top()) == (0, 500, 10)


@given(views, st.integers(1, 3000), st.integers(1, 3000))
def test_a_strip_of_the_canvas_stays_in_sight(view: ViewTransform, width: int, height: int) -> None:
    kept = view.kept_in_sight(width, height)
    shown = kept.widget_area(Rect(0, 0, width, height)).intersected(QRectF(0, 0, view.width, view.height))
    full = kept.widget_area(Rect(0, 0, width, height))
    assert shown.width() >= min(48, view.width / 2, full.width()) - 1.5
    assert shown.height() >= min(48, view.height / 2, full.height()) - 1.5


@given(views, places, places, st.floats(0.3, 3), st.floats(-170, 170), places)
def test_two_fingers_hold_what_they_hold(
    view: ViewTransform, a: QPointF, b: QPointF, spread: float, turn: float, to: QPointF
) -> None:
    if math.hypot(b.x() - a.x(), b.y() - a.y()) < 5 or not LEAST_ZOOM < view.zoom * spread < MOST_ZOOM:
        return
    held = view.to_canvas(a), view.to_canvas(b)
    way, angle = (b - a) * spread, math.radians(turn)
    there = QPointF(
        way.x() * math.cos(angle) - way.y() * math.sin(angle), way.x() * math.sin(angle) + way.y() * math.cos(angle)
    )
    after = view.gripped((a, b), (to, to + there))
    for canvas, at in zip(held, (to, to + there), strict=True):
        assert near(after.to_widget(canvas.x(), canvas.y()), at, 2 * (1 + spread) / view.ratio + 1e-3)


def test_stops_lead_through_100_percent_from_any_zoom() -> None:
    zoom, seen = 0.244, []
    for _ in range(8):
        zoom = next_stop(zoom, 1)
        seen.append(zoom)
    assert seen[:5] == pytest.approx([1 / 4, 1 / 3, 1 / 2, 2 / 3, 1.0])
    assert 1.0 in seen and seen[5:] == [1.5, 2.0, 3.0]
    assert next_stop(1.2, -1) == 1.0
    assert next_stop(MOST_ZOOM, 1) == MOST_ZOOM
    assert next_stop(LEAST_ZOOM, -1) == LEAST_ZOOM
    ratios = [b / a for a, b in pairwise(ZOOM_STOPS)]
    assert all(1.3 < ratio < 1.55 for ratio in ratios)
