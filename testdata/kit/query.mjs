// Prints what Cucumber's own query library says of the messages in a file, as JSON.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { NamingStrategyExampleName, NamingStrategyFeatureName, NamingStrategyLength, namingStrategy, Query } from '@cucumber/query'

const query = new Query()
const attachments = []
for (const line of readFileSync(process.argv[2], 'utf8').split('\n')) {
  if (line.trim() === '') continue
  const envelope = JSON.parse(line)
  query.update(envelope)
  if (envelope.attachment) attachments.push(envelope.attachment)
}

const naming = namingStrategy(
  NamingStrategyLength.LONG,
  NamingStrategyFeatureName.EXCLUDE,
  NamingStrategyExampleName.NUMBER_AND_PICKLE_IF_PARAMETERIZED,
)
const place = (pickle) => ({
  uri: pickle.uri,
  line: query.findLocationOf(pickle)?.line ?? 0,
  name: naming.reduce(query.findLineageBy(pickle), pickle),
})
const decoded = (a) => Buffer.from(a.body, a.contentEncoding === 'BASE64' ? 'base64' : 'utf8')
const isLog = (a) => a.mediaType === 'text/x.cucumber.log+plain'

const scenarios = query.findAllTestCaseStarted().map((started) => {
  const worst = query.findMostSevereTestStepResultBy(started)
  return {
    ...place(query.findPickleBy(started)),
    status: (worst?.status ?? 'UNKNOWN').toLowerCase(),
    message: worst?.message ?? '',
    attempts: started.attempt + 1,
    steps: query.findTestStepsFinishedBy(started).map((f) => f.testStepResult.status.toLowerCase()),
  }
})

console.log(JSON.stringify({
  success: query.findTestRunFinished()?.success ?? false,
  scenarios,
  pickles: query.findAllPickles().map(place),
  attachments: attachments.filter((a) => !isLog(a)).map((a) => createHash('sha256').update(decoded(a)).digest('hex')),
  logged: attachments.filter(isLog).map((a) => decoded(a).toString()),
}))
