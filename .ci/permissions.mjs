// permissions.mjs FOLDER [--show]: derives the permissions of each definition in a folder, and exports it in each format. It fails if one of
// them throws anything but the problems of the definition. Definitions whose only unknown names are substitutions (`${TableName}`) are counted
// apart: they need their values, not `iam`. --show prints the permissions that definitions do not show.
import { readdirSync, readFileSync } from 'node:fs'
import { permissions, toCdk, toCloudFormation, toSam, toTerraform } from '../dist/deploy.js'

const [folder, show] = process.argv.slice(2)
const account = { region: 'us-east-1', accountId: '123456789012' }
const counts = { known: 0, needSubstitutions: 0, needIam: 0, states: 0, invalid: 0, failed: 0 }

const derive = (definition, file) => {
  try {
    permissions(definition, account, { name: 'machine' })
    counts.known += 1
  } catch (error) {
    if (error.name !== 'DefinitionError') throw error
    const unknown = error.issues.filter(({ code }) => code === 'UNKNOWN_PERMISSION')
    const lackValues = unknown.every(({ message }) => message.includes('${'))
    counts[unknown.length === 0 ? 'invalid' : lackValues ? 'needSubstitutions' : 'needIam'] += 1
    counts.states += unknown.length
    if (show) for (const { message } of unknown) console.log(`${file}: ${message}`)
  }
}

const exportTo = (write, definition) => {
  try {
    write(definition, { name: 'machine', roleArn: 'arn:aws:iam::123456789012:role/machine' })
  } catch (error) {
    if (error.name !== 'DefinitionError') throw error
  }
}

for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const definition = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'))
  try {
    derive(definition, file)
    for (const write of [toCdk, toCloudFormation, toSam, toTerraform]) exportTo(write, definition)
  } catch (error) {
    counts.failed += 1
    console.error(`${file}: ${error.stack}`)
  }
}
console.log(JSON.stringify(counts))
process.exitCode = counts.failed > 0 || counts.known === 0 ? 1 : 0
