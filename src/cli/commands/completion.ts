import type { CommandDefinition } from '../definition.ts';

const shells = ['bash', 'zsh', 'fish'];

export const completion: CommandDefinition = {
  name: 'completion',
  group: 'More',
  summary: 'what a shell needs to complete commands and options',
  description:
    'Prints a script for a shell, made of the same definitions as the help: commands, options, the words they take, files. It runs nothing of trailwarden while you type. Print it anew after an upgrade.',
  argument: { flags: '<SHELL>', description: shells.join(', '), words: () => Promise.resolve(shells) },
  examples: [
    [
      'completion bash > ~/.local/share/bash-completion/completions/trailwarden',
      'for bash; the folder has to be there',
    ],
    ['completion zsh > ~/.zfunc/_trailwarden', 'for zsh; ~/.zfunc has to be in $fpath before compinit'],
    ['completion fish > ~/.config/fish/completions/trailwarden.fish', 'for fish'],
  ],
  options: [],
  exits: [
    [0, 'printed'],
    [3, 'no shell that it knows'],
  ],
  run: async input => (await import('../actions/completion.ts')).printCompletion(input),
};
