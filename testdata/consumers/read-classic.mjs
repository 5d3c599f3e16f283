// Prints what programs of others make of files in the classic JSON, as a JSON list in the order of the arguments. Allure reads
// the first feature of a file and no more, so it gets each in a file of its own.
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cucumberjson } from '@allurereport/reader'
import { BufferResultFile } from '@allurereport/reader-api'

const multiple = createRequire(import.meta.url)('multiple-cucumber-html-reporter')

async function allure(features) {
  const scenarios = {}
  const visitor = {
    visitAttachmentFile: async () => {},
    visitTestResult: async ({ fullName, status }) => {
      if (fullName in scenarios) throw new Error(`${fullName} is there twice`)
      scenarios[fullName] = status
    },
  }
  for (const feature of features) {
    const file = new BufferResultFile(Buffer.from(JSON.stringify([feature])), 'cucumber.json')
    if (!(await cucumberjson.read(visitor, file))) throw new Error(`Allure does not read ${feature.uri}`)
  }
  return scenarios
}

function multipleReporter(file) {
  const folder = mkdtempSync(join(tmpdir(), 'classic-'))
  cpSync(file, join(folder, 'in', 'cucumber.json'))
  multiple.generate({ jsonDir: join(folder, 'in'), reportPath: join(folder, 'out'), saveCollectedJSON: true, disableLog: true })
  const { scenarios } = JSON.parse(readFileSync(join(folder, 'out', 'enriched-output.json'), 'utf8'))
  rmSync(folder, { recursive: true })
  const { passed, failed, skipped, pending, ambiguous, notDefined, total } = scenarios
  return { passed, failed, skipped, pending, ambiguous, undefined: notDefined, total }
}

const all = []
for (const file of process.argv.slice(2)) {
  const features = JSON.parse(readFileSync(file, 'utf8'))
  all.push({ elements: features.flatMap((f) => f.elements).length, multiple: multipleReporter(file), allure: await allure(features) })
}
process.stdout.write(JSON.stringify(all))
