// Opens a page from disk in Chromium and tells, as JSON, what a person would see and what the browser complains of.
const { chromium } = require('playwright-core');
const fs = require('fs');

const [file, shots] = process.argv.slice(2);

async function look(browser, name, options, use) {
  const page = await browser.newPage(options);
  const seen = { complaints: [], requests: [] };
  page.on('console', (m) => seen.complaints.push(`${m.type()}: ${m.text()}`));
  page.on('pageerror', (e) => seen.complaints.push(e.message));
  page.on('dialog', (d) => { seen.complaints.push(`dialog: ${d.message()}`); d.dismiss(); });
  page.on('request', (r) => seen.requests.push(r.url()));
  await page.goto(`file://${file}`);
  await page.waitForSelector('html[data-ready]');
  await use(page, seen);
  if (shots) await page.screenshot({ path: `${shots}/${name}.png` });
  await page.close();
  return seen;
}

// Every box is opened, so that whatever a suite wrote is on the page.
async function openAll(page) {
  for (let round = 0; round < 5; round++) {
    for (const box of await page.$$('details:not([open]) > summary')) if (await box.isVisible()) await box.click();
  }
}

const shown = (page) => page.$$eval('#list details[data-at]', (all) => all.map((d) => d.dataset.at));

async function walk(page, seen) {
  seen.title = await page.title();
  seen.verdict = await page.textContent('#verdict');
  seen.all = await shown(page);
  await page.click('button[data-status=red]');
  seen.red = await shown(page);
  seen.address = new URL(page.url()).hash;
  await page.click('button[data-status=""]');
  await page.fill('input[type=search]', 'removes');
  await page.waitForFunction(() => location.hash.includes('q=removes'));
  seen.searched = await shown(page);
  await page.fill('input[type=search]', '');
  await page.waitForFunction(() => !location.hash.includes('q='));
  await openAll(page);
  seen.images = await page.$$eval('img', (all) => all.map((i) => i.getAttribute('src')));
  seen.text = await page.innerText('#main');
  await page.evaluate(fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const found = await page.evaluate(() => axe.run());
  seen.barriers = found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${v.id}: ${v.nodes[0].html}`);
}

(async () => {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  const light = await look(browser, 'light', { viewport: { width: 1100, height: 900 }, colorScheme: 'light' }, walk);
  const dark = await look(browser, 'dark', { viewport: { width: 400, height: 800 }, colorScheme: 'dark' }, async (page, seen) => {
    await openAll(page);
    seen.wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    await page.evaluate(fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
    seen.barriers = (await page.evaluate(() => axe.run())).violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${v.id}: ${v.nodes[0].html}`);
  });
  await browser.close();
  process.stdout.write(JSON.stringify({ light, dark }));
})().catch((error) => { process.stderr.write(`${error.stack}\n`); process.exit(1); });
