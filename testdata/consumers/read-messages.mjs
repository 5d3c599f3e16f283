// Prints what Cucumber's own programs make of the messages in files, as a JSON list in the order of the arguments.
import { readFileSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import { isDeepStrictEqual } from 'node:util'
import { CucumberHtmlStream } from '@cucumber/html-formatter'
import { JUnitXmlPrinter } from '@cucumber/junit-xml-formatter'
import { PrettyPrinter, SummaryPrinter } from '@cucumber/pretty-formatter'
import { Query } from '@cucumber/query'
import Ajv from 'ajv/dist/2020.js'

const schema = JSON.parse(readFileSync(new URL('node_modules/@cucumber/messages/messages.schema.json', import.meta.url)))
const valid = new Ajv({ strict: false, allErrors: true }).compile(schema)

function breaches(envelopes) {
  return envelopes.flatMap((e) => (valid(e) ? [] : valid.errors.map((error) => `${Object.keys(e)}${error.instancePath} ${error.message}`)))
}

function queried(envelopes) {
  const query = new Query()
  envelopes.forEach((e) => query.update(e))
  const scenarios = {}
  for (const finished of query.findAllTestCaseFinished()) {
    const pickle = query.findPickleBy(finished)
    const place = `${pickle.uri}:${query.findLocationOf(pickle)?.line ?? 0}`
    const status = query.findMostSevereTestStepResultBy(finished)?.status ?? 'NO STEPS'
    if (place in scenarios) throw new Error(`${place} is there twice`)
    scenarios[place] = status
  }
  return { success: query.findTestRunFinished().success, scenarios }
}

function junit(envelopes) {
  let xml = ''
  const printer = new JUnitXmlPrinter({}, (text) => (xml += text))
  envelopes.forEach((e) => printer.update(e))
  const count = (name) => Number(new RegExp(`<testsuite [^>]*\\b${name}="(\\d+)"`).exec(xml)[1])
  return { tests: count('tests'), failures: count('failures'), skipped: count('skipped') }
}

function printed(Printer, envelopes) {
  const stream = new PassThrough()
  let text = ''
  stream.on('data', (chunk) => (text += chunk))
  const printer = new Printer({ stream })
  envelopes.forEach((e) => printer.update(e))
  while (stream.read() !== null);
  return text
}

// The line that pretty and summary print last: "26 scenarios (6 failed, 1 skipped, 19 passed)".
function summary(text) {
  const found = /^(\d+) scenarios?(?: \((.*)\))?$/m.exec(text)
  const counts = { total: Number(found?.[1] ?? 0) }
  for (const [, n, status] of (found?.[2] ?? '').matchAll(/(\d+) (\w+)/g)) counts[status] = Number(n)
  return counts
}

async function html(envelopes) {
  let page = ''
  const stream = new CucumberHtmlStream()
  stream.on('data', (chunk) => (page += chunk))
  const ended = new Promise((resolve, reject) => stream.on('end', resolve).on('error', reject))
  envelopes.forEach((e) => stream.write(e))
  stream.end()
  await ended
  const held = /window\.CUCUMBER_MESSAGES = (\[.*?\]);\n<\/script>/s.exec(page)[1]
  return isDeepStrictEqual(new Function(`return ${held}`)(), envelopes)
}

const all = []
for (const file of process.argv.slice(2)) {
  const envelopes = readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line))
  all.push({
    breaches: breaches(envelopes),
    ...queried(envelopes),
    junit: junit(envelopes),
    summary: summary(printed(SummaryPrinter, envelopes)),
    pretty: printed(PrettyPrinter, envelopes).length,
    html: await html(envelopes),
  })
}
process.stdout.write(JSON.stringify(all))
