// The other parts of the page.

/** A part with a heading, if there is anything in it. @param {string} id @param {string} title @param {...Content} content */
const section = (id, title, ...content) => (shown(content).length
  ? make('section', { id, 'aria-labelledby': `${id}-title` }, make('h2', { id: `${id}-title` }, title), content) : '');

/** How the scenarios ended, as a bar and in words. @param {Head} head */
const counts = (head) => {
  const c = head.counts;
  const kinds = /** @type {[string, string, number][]} */ ([
    ['passed', '✓ passed', c.Passed - c.Flaky], ['flaky', '≈ flaky', c.Flaky], ['red', '✗ failed', c.Failed], ['missing', '! not run', c.Missing],
    ['skipped', '− skipped', c.Skipped - c.Quarantined], ['quarantined', '− quarantined', c.Quarantined],
  ]).filter(([, , n]) => n > 0);
  return make('div', { id: 'counts' }, proportions(kinds),
    make('p', {}, kinds.map(([kind, word, n]) => make('span', { class: `count is-${kind}` }, make('b', {}, n.toLocaleString('en')), ` ${word}`)),
      make('span', { class: 'count' }, make('b', {}, time(head.wall)), head.planned ? ` planned ${time(head.planned)}` : ' wall time')));
};

/** A bar with a part for each kind. @param {[string, string, number][]} kinds */
const proportions = (kinds) => make('div', { class: 'bar', 'aria-hidden': 'true' }, kinds.map(([kind, , n]) => {
  const part = make('span', { class: `of-${kind}` });
  part.style.flexGrow = String(n);
  return part;
}));

/** The scenarios of a group, a few at once. @param {Run} run @param {Group} group @param {Ways} ways */
const members = (run, group, ways) => {
  const rows = (/** @type {number[]} */ some) => some.map((n) => scenarioRow(run, run.items[n], ways, true));
  const rest = group.members.slice(5);
  return [rows(group.members.slice(0, 5)), rest.length ? lazy(`${rest.length} more`, () => rows(rest), { class: 'text' }) : '',
    group.more ? note(`${counted(group.more, 'scenario')} more of this cause: “not passed” in the list of scenarios has them`) : ''];
};

/** The first failure of a group with its picture, and the others. @param {Run} run @param {Group} group @param {Ways} ways */
const groupDetails = async (run, group, ways) => {
  const first = run.items[group.members[0]];
  const d = await run.detail(first);
  const last = (d.tries || []).findLast((t) => t.failure);
  const images = (d.attachments || []).filter((a) => a.kind === 'image' && !a.gone);
  return [
    make('p', {}, button(first.scenario.name, () => ways.scenario(first), { class: 'link' }), ' ', make('span', { class: 'soft mono' }, first.at)),
    last && last.failure ? failureBlocks(last.failure) : '',
    images.slice(0, 2).map(attachment),
    last && last.output ? block('Output around it', last.from ? make('p', { class: 'mono' }, fileLink(last.from)) : '', pre(last.output)) : '',
    group.rerun ? block(group.first ? 'Run the first again' : 'Run all of it again', copyable(group.rerun)) : '',
    group.members.length > 1 ? block(counted(group.members.length + (group.more || 0), 'scenario'), members(run, group, ways)) : '',
  ];
};

/** @param {Run} run @param {Ways} ways */
const causes = (run, ways) => (run.head.groups || []).map((group, n) => {
  const summary = make('span', { class: 'line cause' },
    badge('red', '✗', counted(group.members.length + (group.more || 0), 'scenario')), make('span', { class: 'name' }, group.cause));
  const box = lazy(summary, () => groupDetails(run, group, ways), { class: 'row' });
  box.open = n === 0;
  return box;
});

/** Containers in which something went wrong beside the scenarios. @param {Run} run @param {Ways} ways */
const troubled = (run, ways) => {
  const all = run.head.attempts.filter((a) => a.trouble);
  const more = all.length > 50 ? note(`and ${counted(all.length - 50, 'container')} more, in the list of all containers`) : '';
  return [all.slice(0, 50).map((a) => containerRow(run, a, ways)), more];
};

/** All containers, in the order in which they began. @param {Run} run @param {Ways} ways */
const everyContainer = (run, ways) => {
  const all = [...run.head.attempts].sort((a, b) => a.from - b.from);
  return all.length ? lazy(`All ${counted(all.length, 'container')}`, () => growing(all, (a) => containerRow(run, a, ways)), { class: 'text' }) : '';
};

/** @param {Head} head */
const machines = (head) => {
  const rows = (head.nodes || []).map((n) => [`node ${n.node}`, n.state, n.scenarios, time(n.wall)]);
  return rows.length ? table(['Node', 'State', 'Scenarios', 'Time'], rows) : '';
};

/** @param {Run} run @param {Ways} ways */
const slowFiles = (run, ways) => {
  const files = run.head.files.map((file) => ({ file, ms: file.scenarios.reduce((sum, s) => sum + s.ms, 0) })).filter((f) => f.ms > 0);
  const rows = files.sort((a, b) => b.ms - a.ms).slice(0, 10)
    .map(({ file, ms }) => [button(file.path, () => ways.file(file.path), { class: 'link mono' }), file.scenarios.length, time(ms)]);
  return rows.length ? table(['Files', 'Scenarios', 'Time'], rows) : '';
};

/** @param {Run} run @param {Ways} ways */
const slowScenarios = (run, ways) => {
  const items = run.items.filter((i) => i.scenario.ms > 0).sort((a, b) => b.scenario.ms - a.scenario.ms).slice(0, 10);
  const rows = items.map((i) => [
    [button(i.scenario.name, () => ways.scenario(i), { class: 'link' }), ' ', make('span', { class: 'soft mono' }, i.at)], time(i.scenario.ms),
  ]);
  return rows.length ? table(['Scenarios', 'Time'], rows) : '';
};

/** @param {SlowStep[]} steps */
const slowSteps = (steps) => {
  const rows = steps.map((s) => [s.text, s.count.toLocaleString('en'), time(s.most), time(s.ms)]);
  return rows.length ? table(['Steps (values left out)', 'Times', 'Longest', 'Total'], rows) : '';
};

/** @param {Run} run @param {Ways} ways */
const slowest = (run, ways) => {
  const left = shown([slowFiles(run, ways), slowSteps(run.head.steps || [])]);
  const right = shown([slowScenarios(run, ways)]);
  return left.length || right.length ? make('div', { class: 'columns' }, make('div', {}, left), make('div', {}, right)) : '';
};

/** @param {Head} head */
const about = (head) => [
  [...(head.caveats || []), ...(head.quarantine || []), ...(head.notes || []), ...(head.advice || [])].map((n) => note(n)),
  make('dl', {}, head.facts.map(([name, value]) => [make('dt', {}, name), make('dd', { class: 'mono' }, value)])),
];
