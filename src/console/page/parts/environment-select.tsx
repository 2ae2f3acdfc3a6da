import { chooseEnvironment, chosenEnvironment, environmentKey } from '../api/environment.ts'
import { serverFacts } from '../api/server-facts.ts'

/** Chooses the account and region whose state machines are listed, if the engine has several. */
export const EnvironmentSelect = () => {
  const { environments, region } = serverFacts
  const chosen = chosenEnvironment()
  if (environments.length < 2) return <span class="muted">{chosen?.region ?? region}</span>
  const choose = (key: string) => {
    chooseEnvironment(key)
    location.hash = '#/'
    location.reload()
  }
  return (
    <select
      aria-label="Region and account"
      value={chosen && environmentKey(chosen)}
      onChange={({ currentTarget }) => choose(currentTarget.value)}
    >
      {!chosen && <option value="">{region}</option>}
      {environments.map((one) => (
        <option value={environmentKey(one)}>{environmentKey(one)}</option>
      ))}
    </select>
  )
}
