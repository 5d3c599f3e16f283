// Opens a page from disk in Chromium and tells, as JSON, what a person would see and what the browser complains of.
const { chromium } = require('playwright-core');
const fs = require('fs');

const [file, shots] = process.argv.slice(2);

async function look(browser, { name, options, hash = '' }, use) {
  const page = await browser.newPage(options);
  const seen = { complaints: [], requests: [] };
  page.on('console', (m) => seen.complaints.push(`${m.type()}: ${m.text()}`));
  page.on('pageerror', (e) => seen.complaints.push(e.message));
  page.on('dialog', (d) => { seen.complaints.push(`dialog: ${d.message()}`); d.dismiss(); });
  page.on('popup', (p) => seen.complaints.push(`popup: ${p.url()}`));
  page.on('framenavigated', (f) => seen.requests.push(f.url()));
  page.on('request', (r) => seen.requests.push(r.url()));
  await page.goto(`file://${file}${hash}`);
  await page.waitForSelector('html[data-ready]');
  await use(page, seen);
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
  await page.close();
  return seen;
}

// Every box is opened, so that whatever a suite wrote is on the page.
async function openAll(page) {
  for (let round = 0; round < 8; round++) {
    await page.$$eval('details:not([open])', (all) => all.forEach((d) => { d.open = true; }));
    await page.waitForTimeout(50);
  }
  await page.waitForFunction(() => [...document.querySelectorAll('details')].every((d) => d.dataset.filled));
}

const shown = (page) => page.$$eval('#list details[data-at]', (all) => all.map((d) => d.dataset.at));
const address = (page) => new URL(page.url()).hash;

async function barriers(page) {
  await page.evaluate(fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const found = await page.evaluate(() => axe.run());
  return found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${v.id}: ${v.nodes[0].html}`);
}

async function search(page, words) {
  await page.keyboard.press('/');
  await page.keyboard.press('Control+A');
  await page.keyboard.type(words || ' ');
  await page.waitForFunction((q) => (new URLSearchParams(location.hash.slice(1)).get('q') || '') === q, words || ' ');
  const found = await shown(page);
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.waitForFunction(() => !location.hash.includes('q='));
  await page.evaluate(() => document.activeElement.blur());
  return found;
}

async function filter(page, seen) {
  seen.all = await shown(page);
  await page.click('button[data-status=red]');
  seen.red = await shown(page);
  seen.address = address(page);
  await page.click('button[data-status=""]');
  seen.searched = await search(page, 'removes');
  seen.fields = [await search(page, 'text:"expected 2"'), await search(page, 'file:pay'), await search(page, 'status:flaky name:removes'), await search(page, 'tag:removes')];
}

// Zooms in, goes to the second container, and follows it, with the keyboard alone.
async function timeline(page, seen) {
  await page.focus('#chart');
  for (const key of ['+', 'ArrowRight', '-', '0', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
  seen.chosen = await page.textContent('.says');
  await page.keyboard.press('Enter');
  seen.followed = [address(page), ...await shown(page)];
  await page.goBack();
  await page.waitForFunction(() => !location.hash.includes('file='));
}

async function walk(page, seen) {
  seen.verdict = await page.textContent('#verdict');
  await filter(page, seen);
  await timeline(page, seen);
  await openAll(page);
  seen.text = await page.innerText('#main');
  seen.barriers = await barriers(page);
}

(async () => {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  const light = await look(browser, { name: 'light', options: { viewport: { width: 1180, height: 900 }, colorScheme: 'light' } }, walk);
  const dark = await look(browser, { name: 'dark', options: { viewport: { width: 400, height: 800 }, colorScheme: 'dark' } }, async (page, seen) => {
    await openAll(page);
    seen.wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    seen.barriers = await barriers(page);
  });
  const hash = '#file=features%2Fcart.feature&at=features%2Fcart.feature%3A12';
  const linked = await look(browser, { name: 'linked', options: { viewport: { width: 1180, height: 900 } }, hash }, async (page, seen) => {
    await page.waitForSelector('#list details[data-filled]');
    seen.all = await shown(page);
    seen.text = await page.innerText('#list details[open]');
  });
  await browser.close();
  process.stdout.write(JSON.stringify({ light, dark, linked }));
})().catch((error) => { process.stderr.write(`${error.stack}\n`); process.exit(1); });
