// A worker in its own process: node jiti-cli.mjs worker-process.ts <endpoint> <activity>. It prints the input of its task and never ends.
import { SFNClient } from '@aws-sdk/client-sfn'
import { createStepwise } from '../../src/create-stepwise.ts'

const [endpoint = '', activity = ''] = process.argv.slice(2)
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
const { startWorkers } = createStepwise({ sfn: new SFNClient({ endpoint, region: 'us-east-1', credentials }) })

startWorkers(
  {
    [activity]: (input: unknown) => {
      console.log(JSON.stringify(input))
      return new Promise(() => {})
    },
  },
  { heartbeat: 0.2 },
)
