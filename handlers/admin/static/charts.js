// Draws each [data-chart] with ECharts; a click on a bar or point opens its link.
"use strict";
(() => {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const draw = () => document.querySelectorAll("[data-chart]").forEach((place) => {
    if (place.dataset.drawn) return;
    place.dataset.drawn = "1";
    const chart = window.echarts.init(place, null, { renderer: "svg" });
    const options = JSON.parse(place.dataset.chart);
    chart.setOption({
      animation: !still,
      color: ["#206bc4", "#2fb344", "#f59f00", "#7a8699", "#ae3ec9", "#0ca678"],
      textStyle: { fontFamily: "inherit" },
      tooltip: { renderMode: "richText", confine: true, ...(options.tooltip || {}) },
      grid: { left: 8, right: 16, top: 32, bottom: 8, containLabel: true },
      ...options,
    });
    const links = JSON.parse(place.dataset.links || "[]");
    chart.on("click", (at) => { const to = links[at.dataIndex]; if (to) window.location.assign(to); });
    new ResizeObserver(() => chart.resize()).observe(place);
  });
  document.addEventListener("DOMContentLoaded", draw);
  document.addEventListener("htmx:afterSwap", draw);
})();
