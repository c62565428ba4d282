// SPDX-License-Identifier: MIT
/** The text exposition format of Prometheus, version 0.0.4, read strictly. */

/** One line of figures. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric with its samples. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly samples: readonly Sample[];
}

/**
 * The families by name. Throws at the first line that breaks the format: HELP, then TYPE, then samples of that metric and
 * no other; each name and each set of labels once; counters not negative, and ours named `_total`; histograms whole and rising.
 */
export function parseExposition(text: string): ReadonlyMap<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const families = new Map<string, Family & { samples: Sample[] }>();
  let help: { name: string; text: string } | undefined;
  let family: (Family & { samples: Sample[] }) | undefined;
  for (const line of text.slice(0, -1).split('\n')) {
    if (line === '') continue;
    const [, keyword, name = '', rest = ''] = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.+)$/.exec(line) ?? [];
    if (keyword === 'HELP') {
      help = { name, text: rest };
      family = undefined;
    } else if (keyword === 'TYPE') {
      if (help?.name !== name) throw new Error(`TYPE without its HELP: ${line}`);
      if (families.has(name)) throw new Error(`twice: ${line}`);
      if (rest !== 'counter' && rest !== 'gauge' && rest !== 'histogram') throw new Error(`type: ${line}`);
      // Names of the library's own are not up to us.
      if (name.startsWith('mayfly_') && (rest === 'counter') !== name.endsWith('_total'))
        throw new Error(`name of a counter: ${line}`);
      family = { name, help: help.text, type: rest, samples: [] };
      families.set(name, family);
    } else if (family === undefined) throw new Error(`a sample of nothing: ${line}`);
    else family.samples.push(parseSample(line, family));
  }
  for (const each of families.values()) checkFamily(each);
  return families;
}

/** The sum of the samples that have these labels. Throws when there is no such metric. */
export function figure(
  families: ReadonlyMap<string, Family>,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  const base = name.replace(/_(count|sum|bucket)$/, '');
  const family = families.get(name) ?? families.get(base);
  if (family === undefined) throw new Error(`no metric ${name}`);
  return family.samples
    .filter(
      (sample) =>
        sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
    )
    .reduce((sum, { value }) => sum + value, 0);
}

function parseSample(line: string, { name: family, type }: Family): Sample {
  const parts = /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>.*)\})? (?<value>\S+)$/.exec(line)?.groups;
  const { name = '', labels = '', value = '' } = parts ?? {};
  const suffixes = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
  if (!suffixes.some((suffix) => name === family + suffix)) throw new Error(`not of ${family}: ${line}`);
  const number = value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value);
  // The library's, for the lag of an event loop that was not measured since it was last asked.
  const isNothing = type === 'gauge' && !family.startsWith('mayfly_') && /^nan$/i.test(value);
  if ((Number.isNaN(number) && !isNothing) || (type !== 'gauge' && number < 0))
    throw new Error(`value: ${line}`);
  return { name, labels: parseLabels(labels, line), value: number };
}

function parseLabels(text: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {};
  const one = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\[\\n"])*)"(?:,|$)/y;
  while (one.lastIndex < text.length) {
    const [, name = '', value = ''] = one.exec(text) ?? [];
    if (name === '' || name in labels) throw new Error(`labels: ${line}`);
    labels[name] = value;
  }
  return labels;
}

function checkFamily({ name, type, samples }: Family): void {
  const seen = new Set<string>();
  for (const sample of samples) {
    const key = `${sample.name} ${JSON.stringify(Object.entries(sample.labels).sort())}`;
    if (seen.has(key)) throw new Error(`twice: ${key}`);
    seen.add(key);
  }
  if (type === 'histogram') checkHistogram(name, samples);
}

/** Buckets in rising order, never falling, the last one `+Inf` and equal to the count. */
function checkHistogram(name: string, samples: readonly Sample[]): void {
  const series = new Map<string, Sample[]>();
  for (const sample of samples.filter((each) => each.name === `${name}_bucket`)) {
    const { le: _, ...labels } = sample.labels;
    const key = JSON.stringify(labels);
    series.set(key, [...(series.get(key) ?? []), sample]);
  }
  for (const [key, buckets] of series) {
    const edges = buckets.map(({ labels }) => (labels.le === '+Inf' ? Infinity : Number(labels.le)));
    const isRising = edges.every((edge, at) => at === 0 || edge > (edges[at - 1] ?? Infinity));
    const isCumulative = buckets.every(({ value }, at) => at === 0 || value >= (buckets[at - 1]?.value ?? 0));
    const count = samples.find(
      (each) => each.name === `${name}_count` && JSON.stringify(each.labels) === key,
    );
    if (!isRising || !isCumulative || edges.at(-1) !== Infinity || count?.value !== buckets.at(-1)?.value)
      throw new Error(`histogram ${name} ${key}`);
  }
}
