// SPDX-License-Identifier: MIT
/** Where the metrics are served, and to whom. */
import { Hono } from 'hono';
import { isLoopback } from '../base/loopback.ts';
import type { Config } from '../config/config.ts';
import { knownHosts } from '../http/known-hosts.ts';
import { addMetricsRoute, type MetricsDeps } from '../http/metrics-routes.ts';
import { answerProblem } from '../http/problem.ts';
import { type HttpServer, serveHttp } from '../http/serve.ts';

type Render = MetricsDeps['render'];

/**
 * For the HTTP address: with a token for whoever has it, else for this machine only, and not even that where the
 * configuration speaks of a public address or a proxy: behind one everyone comes from this machine. Nothing when they are
 * served elsewhere.
 */
export function metricsAtHttp(config: Config, render: Render): MetricsDeps | undefined {
  const { listen, token } = config.metrics;
  if (listen !== undefined) return undefined;
  if (token !== undefined) return { render, access: { kind: 'token', token } };
  return isPublic(config) ? undefined : { render, access: { kind: 'local' } };
}

/** Serves them at an address of their own, if one is configured. Rejects with the system's error when it cannot listen. */
export async function serveMetrics(
  { metrics: { listen, token } }: Config,
  render: Render,
): Promise<HttpServer | undefined> {
  if (listen === undefined) return undefined;
  const app = new Hono();
  app.use(knownHosts({ names: () => [], refuse: (c, problem) => answerProblem(c, problem) }));
  addMetricsRoute(app, {
    render,
    access: token === undefined ? { kind: 'anyone' } : { kind: 'token', token },
  });
  return serveHttp(app, listen);
}

function isPublic({ trustProxy, publicUrl }: Config): boolean {
  return trustProxy.length > 0 || (publicUrl !== undefined && !isLoopback(new URL(publicUrl).hostname));
}
