"""Colours and type of a drawing that stands alone, for print and for the browser: it brings them along."""

ALONE = """
.diagram { font-family: "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", sans-serif; background: #fff; }
.shape, .lane, .pool { fill: #fff; stroke: #56606e; stroke-width: 1.5; }
.lane, .pool { stroke: #b9c0c9; stroke-width: 1; }
.band { fill: #f3f4f6; stroke: #b9c0c9; }
.sub { fill: #fdfdfd; }
.event-sub { stroke-dasharray: 3 3; }
.glyph { fill: none; stroke: #47505c; stroke-width: 1.4; }
.glyph.solid { fill: #47505c; }
.thick { stroke-width: 3; }
.dashed { stroke-dasharray: 4 3; }
.flow { fill: none; stroke: #98a1ad; stroke-width: 1.6; }
.flow.association { stroke-dasharray: 2 4; }
.head { fill: #98a1ad; }
text { font-size: 12px; fill: #1f2733; }
.label { font-size: 11px; fill: #47505c; }
.lane-name { font-weight: 600; fill: #56606e; }
.count { font-size: 10px; font-weight: 700; fill: #fff; }
"""
