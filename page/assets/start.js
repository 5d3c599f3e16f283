// Puts the page together.

/** Says so if a part of the data was lost on its way. @param {Head} head */
const lost = (head) => {
  const missing = missingParts(head);
  const text = `This page is cut: ${counted(missing, 'part')} of its data ${missing === 1 ? 'is' : 'are'} missing. run.json has all of it.`;
  return missing ? make('p', { class: 'is-red', role: 'alert' }, text) : '';
};

/** @param {Head} head */
const start = (head) => {
  const run = read(head);
  const list = scenarioList(run);
  const { ways } = list;
  const sections = /** @type {HTMLElement[]} */ ([
    section('causes', 'Failures by cause', causes(run, ways)),
    section('trouble', 'Containers with trouble', troubled(run, ways)),
    section('timeline', 'Timeline', timeline(run, ways), machines(head), everyContainer(run, ways)),
    section('slowest', 'Slowest', slowest(run, ways)),
    section('about', 'About this run', about(head)),
    section('scenarios', 'Scenarios', list.content),
  ].filter(Boolean));
  const links = sections.map((s) => make('a', {
    href: `#${s.id}`,
    onclick: (/** @type {Event} */ e) => { e.preventDefault(); s.scrollIntoView(); }, // the address keeps what is chosen
  }, s.firstChild && s.firstChild.textContent));
  byId('main').replaceChildren(...shown([lost(head), counts(head), make('nav', { 'aria-label': 'Parts of this page' }, links), sections]));
  addEventListener('keydown', (e) => {
    if (e.key !== '/' || e.ctrlKey || /** @type {Element} */ (e.target).matches('input, select')) return;
    e.preventDefault();
    list.search.focus();
  });
  list.show();
  document.documentElement.dataset.ready = 'yes';
};

addEventListener('DOMContentLoaded', () => {
  unpack('head').then(start).catch((error) => {
    byId('waiting').textContent = `This page cannot be shown: ${error.message}. Everything in it is also in run.json.`;
  });
});
