"""Draws charts, the same on pages and on paper."""

from django import template

from tiepcanpl.kit.charts import Chart

register = template.Library()


@register.inclusion_tag("charts/bars.html")
def bars(chart: Chart, caption: str = "") -> dict[str, object]:
    """Draw the chart with its caption: its own title unless another one is given."""
    return {"chart": chart, "caption": caption or chart.title}
