// Opens pages of Cucumber's own formatter from disk in Chromium, and tells as JSON what each shows and what the browser
// complains of. With OPEN it opens every box first; with SHOTS, a folder, it leaves a picture of each.
const { chromium } = require('playwright-core');
const path = require('path');

// Every box is opened, so that whatever a suite wrote is on the page.
async function openAll(page) {
  for (let round = 0; round < 5; round++) {
    for (const box of await page.$$('[aria-expanded=false], details:not([open]) > summary')) if (await box.isVisible()) await box.click();
  }
}

async function look(browser, file) {
  const page = await browser.newPage({ viewport: { width: 1100, height: 900 }, colorScheme: 'light' });
  const seen = { complaints: [], requests: [], counts: {} };
  page.on('console', (m) => ['error', 'warning'].includes(m.type()) && seen.complaints.push(`${m.type()}: ${m.text()}`));
  page.on('pageerror', (e) => seen.complaints.push(e.message));
  page.on('dialog', (d) => { seen.complaints.push(`dialog: ${d.message()}`); d.dismiss(); });
  const asked = new Set();
  page.on('request', (r) => asked.add(r));
  page.on('requestfailed', (r) => r.failure().errorText === 'csp' && asked.delete(r)); // the page's policy kept it from being made
  await page.goto(`file://${file}`);
  await page.waitForSelector('#report article', { timeout: 20000 }).catch((e) => seen.complaints.push(e.message));
  if (process.env.SHOTS) await page.screenshot({ path: path.join(process.env.SHOTS, `${path.basename(file, '.html')}.png`) });
  if (process.env.OPEN) await openAll(page);
  seen.text = await page.innerText('#content');
  for (const [, status, n] of seen.text.matchAll(/^(PASSED|SKIPPED|PENDING|UNDEFINED|AMBIGUOUS|FAILED|UNKNOWN)\s+(\d+)$/gm)) seen.counts[status] ??= Number(n);
  const whole = /100% \((\d+) \/ \1\) passed/.exec(seen.text); // then it lists no counts
  if (whole && Object.keys(seen.counts).length === 0) seen.counts.PASSED = Number(whole[1]);
  seen.links = await page.$$eval('a[href]', (all) => all.map((a) => a.protocol));
  seen.requests = [...asked].map((r) => r.url());
  await page.close();
  return seen;
}

(async () => {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  const all = [];
  for (const file of process.argv.slice(2)) all.push(await look(browser, file));
  await browser.close();
  process.stdout.write(JSON.stringify(all));
})().catch((error) => { process.stderr.write(`${error.stack}\n`); process.exit(1); });
