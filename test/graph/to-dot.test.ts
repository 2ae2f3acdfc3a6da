import { expect, test } from 'vitest'
import { toDot } from '../../src/graph.ts'
import { checkout } from './graph-definition.ts'
import { runOfCheckout } from './run-of-checkout.ts'

test('a definition is a directed graph with clusters, labels and dashed catchers', () => {
  expect(toDot(checkout)).toMatchInlineSnapshot(`
    "digraph {
      compound=true
      node [style="rounded,filled", fillcolor="#f8fafc", color="#64748b", fontname="Helvetica", fontsize=12]
      edge [color="#64748b", fontname="Helvetica", fontsize=10]
      s1 [label="price\\nactivity/price", shape=box]
      s2 [label="wait\\nWait 30 s", shape=box]
      s3 [label="route", shape=hexagon]
      subgraph cluster_s4 {
        label="both\\nParallel"; style=rounded
        s4 [shape=point, style=invis]
        subgraph cluster_m7 {
          label="branch 1"; style=dashed; color="#94a3b8"
          s8 [label="both[0]\\nPass", shape=box]
          m7start [label="", shape=circle, width=0.2, fillcolor="#64748b"]
          m7start -> s8
        }
        s4 -> m7start [style=invis]
        s8 -> s4after [style=invis]
        subgraph cluster_m9 {
          label="branch 2"; style=dashed; color="#94a3b8"
          s10 [label="charge\\nlambda/charge", shape=box]
          s11 [label="done\\nSucceed", shape=box]
          m9start [label="", shape=circle, width=0.2, fillcolor="#64748b"]
          m9start -> s10
          s10 -> s11
        }
        s4 -> m9start [style=invis]
        s11 -> s4after [style=invis]
        s4after [shape=point, style=invis]
      }
      subgraph cluster_s5 {
        label="each\\nMap, at most 5 at once"; style=rounded
        s5 [shape=point, style=invis]
        subgraph cluster_m12 {
          label="each item"; style=dashed; color="#94a3b8"
          s13 [label="ship\\nlambda:invoke\\nship", shape=box]
          m12start [label="", shape=circle, width=0.2, fillcolor="#64748b"]
          m12start -> s13
        }
        s5 -> m12start [style=invis]
        s13 -> s5after [style=invis]
        s5after [shape=point, style=invis]
      }
      s6 [label="rejected\\nFail: OrderRejected", shape=box]
      m0start [label="", shape=circle, width=0.2, fillcolor="#64748b"]
      m0end [label="", shape=doublecircle, width=0.15]
      m0start -> s1
      s1 -> s3
      s1 -> s6 [label="Unknown, Gone", style=dashed]
      s1 -> s2 [label="States.ALL", style=dashed]
      s2 -> s1
      s3 -> s4 [label="$.price >= 20 and not isNull($.item)", lhead=cluster_s4]
      s3 -> s5 [label="$.item in [\\"pen\\", \\"ink\\"]", lhead=cluster_s5]
      s3 -> s6 [label="default"]
      s4after -> s5 [ltail=cluster_s4, lhead=cluster_s5]
      s5after -> m0end [ltail=cluster_s5]
    }
    "
  `)
})

test('a run gives states and taken transitions a colour', async () => {
  const lines = toDot(checkout, { run: await runOfCheckout() }).split('\n')
  expect(lines.filter((line) => /label="(price|rejected|ship)|penwidth/.test(line))).toMatchInlineSnapshot(`
    [
      "  s1 [label="price\\nactivity/price\\n1 retry, 1.0 s", shape=box, color="#d97706"]",
      "      s13 [label="ship\\nlambda:invoke\\nship\\n2 visits, 1 failed, 0 ms each", shape=box, color="#dc2626"]",
      "      m12start -> s13 [color="#16a34a", penwidth=2]",
      "  s6 [label="rejected\\nFail: OrderRejected", shape=box, color="#cbd5e1"]",
      "  m0start -> s1 [color="#16a34a", penwidth=2]",
      "  s1 -> s3 [color="#16a34a", penwidth=2]",
      "  s3 -> s5 [label="$.item in [\\"pen\\", \\"ink\\"]", lhead=cluster_s5, color="#16a34a", penwidth=2]",
    ]
  `)
})
