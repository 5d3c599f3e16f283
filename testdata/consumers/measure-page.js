// Opens a large page from disk in Chromium and tells, as JSON, how long it takes: to open, to show the next rows, to search.
const { launch } = require('./browser.js');

const [file] = process.argv.slice(2);

// The longest time between two frames while the list is scrolled through, and how many rows have come.
const scroll = (page) => page.evaluate(async () => {
  const list = document.getElementById('list');
  const rows = () => list.querySelectorAll('details.row').length;
  const first = rows();
  const frame = () => new Promise(requestAnimationFrame);
  const pauses = [];
  let last = await frame();
  while (rows() < first + 1000) {
    scrollBy({ top: 300, behavior: 'instant' });
    const now = await frame();
    pauses.push(now - last);
    last = now;
  }
  pauses.sort((a, b) => b - a);
  return { rows: rows() - first, frames: pauses.length, longest: Math.round(pauses[0]), usual: Math.round(pauses[Math.floor(pauses.length / 2)]) };
});

// Tasks of the page's own that took longer than 50 ms, which is what the browser calls long.
const watchTasks = (page) => page.addInitScript(() => {
  window.longTasks = [];
  new PerformanceObserver((seen) => { for (const task of seen.getEntries()) window.longTasks.push(Math.round(task.duration)); }).observe({ type: 'longtask', buffered: true });
});

// The processor time that the page has taken so far to make what it shows, in milliseconds: other programs do not add to it.
const busy = async (client) => {
  const { metrics } = await client.send('Performance.getMetrics');
  const taken = metrics.filter((m) => ['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'].includes(m.name));
  return 1000 * taken.reduce((sum, m) => sum + m.value, 0);
};

(async () => {
  const browser = await launch();
  const page = await browser.newPage({ viewport: { width: 1180, height: 900 } });
  const complaints = [];
  page.on('console', (m) => complaints.push(m.text()));
  page.on('pageerror', (e) => complaints.push(e.message));
  await watchTasks(page);
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  let began = Date.now();
  await page.goto(`file://${file}`);
  await page.waitForSelector('html[data-ready]');
  const opened = Date.now() - began;
  const opening = Math.round(await busy(client));
  await page.evaluate(() => { document.getElementById('scenarios').scrollIntoView({ behavior: 'instant' }); });
  await page.waitForTimeout(300);
  await page.evaluate(() => { window.longTasks.length = 0; });
  const before = await busy(client);
  const scrolled = await scroll(page);
  scrolled.hundred = Math.round(100 * (await busy(client) - before) / scrolled.rows);
  const long = await page.evaluate(() => window.longTasks);
  began = Date.now();
  await page.fill('input[type=search]', 'customer 499');
  await page.waitForFunction(() => /^\d+ of/.test(document.querySelector('#scenarios [role=status]').textContent));
  const searched = Date.now() - began;
  began = Date.now();
  await page.click('#list details.row > summary');
  await page.waitForSelector('#list details[data-filled]');
  const detailed = Date.now() - began;
  const found = await page.textContent('#scenarios [role=status]');
  await browser.close();
  process.stdout.write(JSON.stringify({ opened, opening, scrolled, long, searched, found, detailed, complaints }));
})().catch((error) => { process.stderr.write(`${error.stack}\n`); process.exit(1); });
