// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { createMetricTotals, type MetricSnapshot } from './metric-totals.ts';

/** The metrics of a worker with so many messages, that many of them open, each of so many seconds. */
async function figuresOf(messages: number, lag = 1): Promise<MetricSnapshot> {
  const registers = [new Registry()];
  new Counter({ name: 'messages_total', help: 'h', labelNames: ['outcome'], registers }).inc(
    { outcome: 'delivered' },
    messages,
  );
  new Gauge({ name: 'open', help: 'h', registers }).set(messages);
  new Gauge({ name: 'lag', help: 'h', aggregator: 'average', registers }).set(lag);
  const seconds = new Histogram({ name: 'seconds', help: 'h', buckets: [1, 2], registers });
  for (let i = 0; i < messages; i++) seconds.observe(1.5);
  return registers[0]?.getMetricsAsJSON() ?? [];
}

test('totals and gauges of workers add up; of the dead, only what they had counted stays', async () => {
  const totals = createMetricTotals();
  totals.note(1, await figuresOf(3));
  totals.note(2, await figuresOf(4));
  totals.note(2, await figuresOf(5));
  const lines = async () => (await totals.total()).text.split('\n').filter((line) => !line.startsWith('#'));
  const both = await lines();
  for (const line of ['messages_total{outcome="delivered"} 8', 'open 8', 'seconds_bucket{le="2"} 8'])
    assert.ok(both.includes(line), `${line} in ${both}`);
  for (let life = 0; life < 3; life++) {
    totals.retire(2);
    totals.note(2, await figuresOf(1, Number.NaN));
  }
  const after = await lines();
  for (const line of [
    'messages_total{outcome="delivered"} 11',
    'open 4',
    'lag 1',
    'seconds_bucket{le="1"} 0',
    'seconds_count 11',
    'mayfly_workers_ended_total 3',
  ])
    assert.ok(after.includes(line), `${line} in ${after}`);
});
