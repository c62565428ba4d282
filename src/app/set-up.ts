// SPDX-License-Identifier: MIT
/** `mayfly setup` on this machine, composed. */
import { fileURLToPath } from 'node:url';
import type { Finding } from '../base/finding.ts';
import type { SetupOrder } from '../cli/deps.ts';
import type { Config } from '../config/config.ts';
import { askClockOffset } from '../doctor/clock-check.ts';
import { examine } from '../doctor/doctor.ts';
import { askGreeting } from '../doctor/greeting.ts';
import { checkOutbound } from '../doctor/host-checks.ts';
import { createLookup } from '../doctor/lookup.ts';
import { checkSmarthost } from '../doctor/next-hop-check.ts';
import { setUpContainer } from '../setup/container.ts';
import { lookAround } from '../setup/looks.ts';
import { createMachine } from '../setup/machine.ts';
import { publicAddresses, zoneOf } from '../setup/own-zone.ts';
import { removeSetup } from '../setup/remove.ts';
import { setUp } from '../setup/setup.ts';
import { formatZone } from '../setup/zone.ts';
import { askAtTerminal } from './ask.ts';

const smtpPort = 25;
const probeDomain = 'gmail.com';
const ntp = { host: 'pool.ntp.org', port: 123 };

/** Does what was ordered. */
export async function runSetup(order: SetupOrder): Promise<void> {
  const { answers, action, isDry, root, mayAsk } = order;
  const machine = createMachine(root);
  const tell = (text: string): void => void process.stdout.write(text);
  const ask = mayAsk && process.stdin.isTTY ? askAtTerminal : async () => undefined;
  if (action === 'remove') return removeSetup(machine, { isDry, tell });
  const options = { ...answers, isDry, root };
  if (action === 'container') return setUpContainer(options, { machine, ask, tell }, process.cwd());
  return setUp(options, {
    machine,
    // In a checkout main.ts, in the package main.js.
    invocation: {
      node: process.execPath,
      script: fileURLToPath(import.meta.url).replace(/app\/set-up\.(ts|js)$/, 'main.$1'),
    },
    ask,
    tell,
    lookOutside: async (config) => {
      const onward = lookOnward(config);
      // Below another root this machine is none of the matter.
      const around = root === undefined ? await lookAtSurroundings(config) : [];
      return [...around, ...(await onward)];
    },
    zone: async (config) => formatZone(await zoneOf(config, undefined)),
    untilReady: order.untilReady,
    tryOut: order.tryOut,
    examine: (config) => examine(config, { smtpPort, ntp, probeDomain }),
  });
}

function lookAtSurroundings(config: Config): Promise<readonly Finding[]> {
  return lookAround(config, {
    lookup: createLookup(config.dnsServers),
    addresses: publicAddresses(),
    askClockOffset: () => askClockOffset(ntp),
  });
}

/** Whether mail can go on from here: the smarthosts let us in, or other servers answer. */
async function lookOnward(config: Config): Promise<readonly Finding[]> {
  const { nextHops } = config;
  if (nextHops !== 'direct')
    return (await Promise.all(nextHops.map((hop) => checkSmarthost(hop, config)))).flat();
  const hosts = await createLookup(config.dnsServers)
    .mx(probeDomain)
    .catch(() => []);
  return checkOutbound(askGreeting, hosts, smtpPort);
}
