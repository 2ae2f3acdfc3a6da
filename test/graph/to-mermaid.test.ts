import { expect, test } from 'vitest'
import { toMermaid } from '../../src/graph.ts'
import { checkout } from './graph-definition.ts'
import { runOfCheckout } from './run-of-checkout.ts'

test('a definition is a flowchart with subgraphs, labels and dotted catchers', () => {
  expect(toMermaid(checkout)).toMatchInlineSnapshot(`
    "flowchart TD
      s1["price<br>activity/price"]
      s2["wait<br>Wait 30 s"]
      s3{{"route"}}
      subgraph s4 ["both<br>Parallel"]
        subgraph m7 ["branch 1"]
          s8["both[0]<br>Pass"]
          m7start(( ))
        end
        subgraph m9 ["branch 2"]
          s10["charge<br>lambda/charge"]
          s11(["done<br>Succeed"])
          m9start(( ))
        end
      end
      subgraph s5 ["each<br>Map, at most 5 at once"]
        s13["ship<br>lambda:invoke<br>ship"]
        m12start(( ))
      end
      s6(["rejected<br>Fail: OrderRejected"])
      m0start(( ))
      m0end((( )))
      m0start --> s1
      s1 --> s3
      s1 -.->|"Unknown, Gone"| s6
      s1 -.->|"States.ALL"| s2
      s2 --> s1
      s3 -->|"$.price #62;= 20 and not isNull($.item)"| s4
      s3 -->|"$.item in [#34;pen#34;, #34;ink#34;]"| s5
      s3 -->|"default"| s6
      s4 --> s5
      s5 --> m0end
      m7start --> s8
      m9start --> s10
      s10 --> s11
      m12start --> s13
    "
  `)
})

test('a run gives states a class and taken transitions a style', async () => {
  const lines = toMermaid(checkout, { run: await runOfCheckout() }).split('\n')
  expect(lines.filter((line) => /price|classDef|class |linkStyle/.test(line))).toMatchInlineSnapshot(`
    [
      "  s1["price<br>activity/price<br>1 retry, 1.0 s"]",
      "  s3 -->|"$.price #62;= 20 and not isNull($.item)"| s4",
      "  classDef succeeded fill:#dcfce7,stroke:#16a34a,color:#14532d",
      "  class s3 succeeded",
      "  classDef retried fill:#fef3c7,stroke:#d97706,color:#78350f",
      "  class s1 retried",
      "  classDef failed fill:#fee2e2,stroke:#dc2626,color:#7f1d1d",
      "  class s5,s13 failed",
      "  classDef unvisited fill:#f8fafc,stroke:#94a3b8,color:#64748b",
      "  class s2,s4,s8,s10,s11,s6 unvisited",
      "  linkStyle 0,1,6,13 stroke:#16a34a,stroke-width:3px",
    ]
  `)
})

test('a transition from a Parallel or Map state to itself is one of its subgraph', () => {
  const branches = [{ startAt: 'a', states: { a: { type: 'pass', end: true } } }]
  const both = { type: 'parallel', branches, catch: { errorEquals: 'Busy', next: 'both' }, end: true }
  const lines = toMermaid({ startAt: 'both', states: { both } }).split('\n')
  const [id] = /\w+(?= \["both)/.exec(lines.find((line) => line.includes('subgraph')) ?? '') ?? []
  expect(lines).toContain(`  ${id} -.->|"Busy"| ${id}`)
})

test('a Map state without states is not a subgraph', () => {
  const each = {
    type: 'map',
    itemProcessor: { startAt: 'a', states: {} },
    catch: { errorEquals: 'Busy', next: 'each' },
  }
  expect(toMermaid({ startAt: 'each', states: { each } })).not.toContain('subgraph')
})
