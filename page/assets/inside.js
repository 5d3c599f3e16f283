// Draws what ran inside a container: its scenarios and, near, their steps.

/** A container's scenarios that have a known beginning. @param {Run} run @param {Attempt} a */
const timed = (run, a) => (run.ran.get(a.id) || []).filter((ran) => ran.began !== undefined);

/** @param {Ran} ran */
const spanOf = (ran) => ({ from: ran.began || 0, to: (ran.began || 0) + ran.ms });

/** Whether there is room for the steps of a scenario. @param {Chart} chart @param {Ran} ran */
const wide = (chart, ran) => widthOf(chart, ran.ms) > 240 && visible(chart, spanOf(ran).from, spanOf(ran).to);

/** The steps of a scenario. They are read when they are first wanted, and the chart is drawn again. @param {Chart} chart @param {Ran} ran */
const stepsOf = (chart, ran) => {
  const known = chart.steps.get(ran);
  if (known) return known;
  chart.steps.set(ran, []);
  chart.run.detail(ran.item).then((d) => {
    const before = (d.tries || []).find((t) => t.in === ran.in);
    chart.steps.set(ran, (ran.decided ? d.steps : before && before.steps) || []);
    chart.redraw();
  }, () => {}); // who opens the scenario reads that its part is missing
  return [];
};

/** A step without a beginning of its own begins where the one before it ended. @param {Pen} pen @param {Ran} ran @param {number} y */
const drawSteps = (pen, ran, y) => {
  const { chart, color } = pen;
  let { from } = spanOf(ran);
  for (const step of stepsOf(chart, ran)) {
    if (step.began !== undefined) from = step.began;
    const to = from + (step.ms || 0);
    const look = lookOf(step.status);
    drawPiece(pen, { from, to, y, height: 16, fill: color({ passed: 'shade', red: 'bar-failed', skipped: 'bar-start' }[look]) });
    drawPiece(pen, { from, to: from + 1, y, height: 16, fill: color('front') });
    const text = `${look === 'red' ? '✗ ' : ''}${(step.keyword || '').trim()} ${step.text || ''}`;
    drawLabel(pen, { from, to, y: y + 12, fill: color(look === 'red' ? 'bar-text' : 'front') }, text);
    from = to;
  }
};

/** Draws the scenarios of a container, if there is room, and returns when the first of them began. @param {Pen} pen @param {Attempt} a @param {number} y */
const drawScenarios = (pen, a, y) => {
  const { chart, color } = pen;
  const all = widthOf(chart, a.to - a.from) > 120 && chart.height > 14 ? timed(chart.run, a) : [];
  for (const ran of all) {
    const { from, to } = spanOf(ran);
    if (!visible(chart, from, to)) continue;
    drawPiece(pen, { from, to, y, height: 17, fill: color(ran.red ? 'bar-failed' : 'bar-scenario') });
    drawPiece(pen, { from, to: from + 1, y, height: 17, fill: color('back') });
    drawLabel(pen, { from, to, y: y + 13, fill: color('bar-text') }, `${ran.red ? '✗ ' : ''}${ran.item.scenario.name}`);
    if (chart.near && wide(chart, ran)) drawSteps(pen, ran, y + 21);
  }
  return Math.min(...all.map((ran) => ran.began || 0));
};
