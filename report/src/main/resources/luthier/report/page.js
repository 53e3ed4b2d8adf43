// Shows the values under the pointer, with one crosshair through all charts. The page says everything without it.
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const axis = (text) => text.split(",").map(Number);
  const number = (v) => (v !== 0 && (Math.abs(v) < 1e-3 || Math.abs(v) >= 1e6)
    ? v.toExponential(2) : v.toLocaleString("en", { maximumSignificantDigits: 4 }));
  const charts = [...document.querySelectorAll("svg[data-x]")].map((svg) => {
    const cross = document.createElementNS(SVG, "line");
    const y = axis(svg.dataset.y);
    cross.setAttribute("class", "cross");
    cross.setAttribute("y1", y[2]);
    cross.setAttribute("y2", y[3]);
    cross.setAttribute("visibility", "hidden");
    svg.append(cross);
    const tip = document.createElement("div");
    tip.className = "tip";
    tip.hidden = true;
    svg.closest("figure").append(tip);
    const series = [...svg.querySelectorAll(".series")].map((g) => ({
      name: g.dataset.name,
      points: g.dataset.points.split(" ").map(axis),
    }));
    return { svg, cross, tip, series, x: axis(svg.dataset.x) };
  });
  const nearest = (points, x) => {
    let low = 0;
    let high = points.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (points[middle][0] <= x) low = middle; else high = middle;
    }
    return Math.abs(points[low][0] - x) <= Math.abs(points[high][0] - x) ? points[low] : points[high];
  };
  const hide = () => charts.forEach((c) => {
    c.tip.hidden = true;
    c.cross.setAttribute("visibility", "hidden");
  });
  const show = (chart, event) => {
    const box = chart.svg.getBoundingClientRect();
    const scale = chart.svg.viewBox.baseVal.width / box.width;
    const [from, to, left, right] = chart.x;
    const pixel = Math.min(right, Math.max(left, (event.clientX - box.left) * scale));
    const step = nearest(chart.series[0].points, from + (pixel - left) / (right - left) * (to - from))[0];
    charts.forEach((c) => {
      const at = c.x[2] + (step - c.x[0]) / (c.x[1] - c.x[0]) * (c.x[3] - c.x[2]);
      const inside = at >= c.x[2] && at <= c.x[3];
      c.cross.setAttribute("x1", at);
      c.cross.setAttribute("x2", at);
      c.cross.setAttribute("visibility", inside ? "visible" : "hidden");
      c.tip.hidden = c !== chart;
    });
    chart.tip.replaceChildren();
    const head = document.createElement("b");
    head.textContent = `Step ${step.toLocaleString("en")}`;
    chart.tip.append(head);
    chart.series.forEach((s) => {
      const [x, y] = nearest(s.points, step);
      const line = document.createElement("div");
      line.textContent = `${s.name}${x === step ? "" : ` (step ${x})`}: ${number(y)}`;
      chart.tip.append(line);
    });
    const figure = chart.svg.closest("figure").getBoundingClientRect();
    const over = event.clientX - figure.left;
    const wide = chart.tip.offsetWidth;
    chart.tip.style.left = `${over + wide + 24 > figure.width ? over - wide - 14 : over + 14}px`;
    chart.tip.style.top = `${event.clientY - figure.top - 12}px`;
  };
  charts.forEach((chart) => {
    chart.svg.addEventListener("pointermove", (event) => show(chart, event));
    chart.svg.addEventListener("pointerleave", hide);
  });
})();
