import * as core from '@actions/core';
import { expect, onTestFinished, test, vi } from 'vitest';
import { inputText, maskCommand } from '../../../src/action/runner.ts';

test.each(['', 'x', '  spaced  ', 'two\nlines\n'])('an input is read as the toolkit reads it: %j', (value) => {
  vi.stubEnv('INPUT_SOME-INPUT_OF_OURS', value);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(inputText(process.env, 'some-input of ours')).toBe(core.getInput('some-input of ours'));
});

test.each(['bsk_0123', '100%', 'two\r\nlines', '::set-output'])(
  'a secret is hidden as the toolkit hides it: %j',
  (secret) => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    onTestFinished(() => void write.mockRestore());
    core.setSecret(secret);
    expect(write.mock.calls).toEqual([[`${maskCommand(secret)}\n`]]);
  },
);
