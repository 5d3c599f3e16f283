// Draws what ran inside a container: its scenarios and, near, their steps.

/** The scenarios of a container of which it is known when they began. @param {Run} run @param {Attempt} a */
const timed = (run, a) => (run.ran.get(a.id) || []).filter((item) => item.scenario.began !== undefined);

/** Whether there is room for the steps of a scenario. @param {Chart} chart @param {Item} item */
const wide = (chart, { scenario }) => widthOf(chart, scenario.ms) > 240 && visible(chart, scenario.began || 0, (scenario.began || 0) + scenario.ms);

/** The steps of a scenario. They are read when they are first wanted, and the chart is drawn again. @param {Chart} chart @param {Item} item */
const stepsOf = (chart, item) => {
  const known = chart.steps.get(item);
  if (known) return known;
  chart.steps.set(item, []);
  chart.run.detail(item).then((d) => {
    chart.steps.set(item, d.steps || []);
    chart.redraw();
  }, () => {}); // a part that is missing is told of where it is opened
  return [];
};

/** A step without a beginning of its own begins where the one before it ended. @param {Pen} pen @param {Item} item @param {number} y */
const drawSteps = (pen, item, y) => {
  const { chart, color } = pen;
  let from = item.scenario.began || 0;
  for (const step of stepsOf(chart, item)) {
    if (step.began !== undefined) from = step.began;
    const to = from + (step.ms || 0);
    const look = lookOf(step.status);
    drawPiece(pen, { from, to, y, height: 16, fill: color(look === 'passed' ? 'shade' : look === 'red' ? 'bar-failed' : 'bar-start') });
    drawPiece(pen, { from, to: from + 1, y, height: 16, fill: color('front') });
    drawLabel(pen, { from, to, y: y + 12, fill: color(look === 'red' ? 'bar-text' : 'front') }, `${look === 'red' ? '✗ ' : ''}${(step.keyword || '').trim()} ${step.text || ''}`);
    from = to;
  }
};

/** Draws the scenarios of a container, if there is room, and returns when the first of them began. @param {Pen} pen @param {Attempt} a @param {number} y */
const drawScenarios = (pen, a, y) => {
  const { chart, color } = pen;
  const items = widthOf(chart, a.to - a.from) > 120 && chart.height > 14 ? timed(chart.run, a) : [];
  for (const item of items) {
    const { scenario } = item;
    const from = scenario.began || 0;
    const to = from + scenario.ms;
    if (!visible(chart, from, to)) continue;
    drawPiece(pen, { from, to, y, height: 17, fill: color(scenario.red ? 'bar-failed' : 'bar-scenario') });
    drawPiece(pen, { from, to: from + 1, y, height: 17, fill: color('back') });
    drawLabel(pen, { from, to, y: y + 13, fill: color('bar-text') }, `${scenario.red ? '✗ ' : ''}${scenario.name}`);
    if (chart.near && wide(chart, item)) drawSteps(pen, item, y + 21);
  }
  return Math.min(...items.map((item) => item.scenario.began || 0));
};
