import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { serverFacts } from './api/server-facts.ts'
import { useRoute } from './hooks/use-route.ts'
import { executionName, machineArnOfExecution, nameInArn } from './model/format.ts'
import { type PageRoute, routeTo } from './model/route.ts'
import { ComparePage } from './pages/compare-page.tsx'
import { ExecutionPage } from './pages/execution-page.tsx'
import { MachinePage } from './pages/machine-page.tsx'
import { MachinesPage } from './pages/machines-page.tsx'
import { MapRunPage } from './pages/map-run-page.tsx'
import { TestPage } from './pages/test-page.tsx'
import { EnvironmentSelect } from './parts/environment-select.tsx'
import { ErrorBoundary } from './parts/error-boundary.tsx'
import { Empty } from './parts/notice.tsx'
import { ThemeButton } from './parts/theme-button.tsx'

/** The whole page: its header, and the part that the URL names. */
export const App = () => {
  const route = useRoute()
  const title = titleOf(route)
  useEffect(() => {
    document.title = `${title} · stepwise`
  }, [title])
  const key = 'arn' in route ? `${route.page} ${route.arn}` : route.page
  return (
    <>
      <header class="top">
        <a class="brand" href="#/">
          stepwise
        </a>
        <nav aria-label="Breadcrumb">
          <Breadcrumb route={route} />
        </nav>
        <span class="muted server" title={serverFacts.name}>
          {serverFacts.name}
        </span>
        <EnvironmentSelect />
        <ThemeButton />
      </header>
      <main key={key}>
        <ErrorBoundary>
          <Page route={route} />
        </ErrorBoundary>
      </main>
    </>
  )
}

const Page = ({ route }: { readonly route: PageRoute }) => {
  switch (route.page) {
    case 'machines':
      return <MachinesPage />
    case 'machine':
      return <MachinePage arn={route.arn} query={route.query} />
    case 'execution':
      return <ExecutionPage arn={route.arn} query={route.query} />
    case 'map-run':
      return <MapRunPage arn={route.arn} query={route.query} />
    case 'test':
      return <TestPage arn={route.arn} query={route.query} />
    case 'compare':
      return <ComparePage query={route.query} />
    default:
      return (
        <Empty title="This page does not exist">
          <a href="#/">Show the state machines</a>
        </Empty>
      )
  }
}

const titleOf = (route: PageRoute): string => {
  if (route.page === 'compare') return 'Compare executions'
  return 'arn' in route ? nameInArn(route.arn) : 'State machines'
}

const Breadcrumb = ({ route }: { readonly route: PageRoute }) => (
  <ol>
    <li>
      <a href="#/">State machines</a>
    </li>
    {crumbsOf(route).map((crumb) => (
      <li>{crumb}</li>
    ))}
  </ol>
)

const crumbsOf = (route: PageRoute): ComponentChildren[] => {
  if (route.page === 'compare') return ['Compare']
  if (!('arn' in route)) return []
  const machineArn = route.page === 'execution' ? machineArnOfExecution(route.arn) : route.arn
  const machine = <a href={routeTo('machine', machineArn)}>{nameInArn(machineArn)}</a>
  if (route.page === 'machine') return [nameInArn(route.arn)]
  if (route.page === 'test') return [machine, 'Try a state']
  if (route.page === 'map-run') return ['Map Run']
  return [machine, executionName(route.arn)]
}
