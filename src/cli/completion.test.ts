// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { Command, Option } from 'commander';
import { formatCompletion, shells } from './completion.ts';

const program = new Command('mayfly');
program.command('create').description("make an alias: it's quick").option('--max-uses <number>', 'messages');
program.command('show').option('--json', 'print JSON').addOption(new Option('--old').hideHelp());
program.command('secret').command('rotate').option('--config <file>', 'settings');

/** What bash offers for a line that is typed so far. */
function offered(line: string): readonly string[] {
  const words = line.split(' ');
  const script = `${formatCompletion('bash', program)}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
_mayfly; printf '%s\\n' "\${COMPREPLY[@]}"`;
  // A locale that this machine does not have is a warning of bash.
  const env = { ...process.env, LC_ALL: 'C' };
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8', env });
  assert.equal(stderr, '');
  return stdout.split('\n').filter((word) => word !== '');
}

describe('completion in bash', () => {
  const lines = [
    ['mayfly s', ['show', 'secret']],
    ['mayfly create --m', ['--max-uses']],
    ['mayfly create --max-uses ', []],
    ['mayfly create a@b.example --h', ['--help']],
    ['mayfly show --', ['--json', '--help']],
    ['mayfly secret ', ['rotate', '--help']],
    ['mayfly secret rotate --c', ['--config']],
    ['mayfly secret rotate --config ', []],
  ] as const;
  for (const [line, words] of lines)
    it(`offers ${words.join(', ') || 'file names alone'} after "${line}"`, () => {
      assert.deepEqual(offered(line), words);
    });
});

describe('completion', () => {
  it('quotes what a description has', () => {
    assert.match(formatCompletion('zsh', program), /'create:make an alias\\: it'\\''s quick'/);
    assert.match(formatCompletion('fish', program), /-a create -d 'make an alias: it\\'s quick'/);
  });

  it('has every command and option for each shell, and no hidden one', () => {
    for (const shell of shells) {
      const script = formatCompletion(shell, program);
      for (const word of ['create', 'show', 'rotate', 'max-uses', 'json', 'config'])
        assert.ok(script.includes(word), `${shell}: ${word}`);
      assert.doesNotMatch(script, /\bold\b/, shell);
    }
  });
});
