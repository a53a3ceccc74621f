import type { GitHubContext } from '../github/context.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { type Message, prose, say } from '../shared/message.ts';

/** The key is not there: how to pass it, or why it cannot be passed. */
export function missingKey(withoutSecrets: GitHubContext['withoutSecrets']): Diagnostic {
  return {
    severity: 'error',
    message: prose('There is no BabySea key, so no price can be asked for.'),
    help: help(withoutSecrets),
  };
}

function help(withoutSecrets: GitHubContext['withoutSecrets']): Message {
  switch (withoutSecrets) {
    case 'fork':
      return say`This pull request comes from a fork, and GitHub gives no secrets to forks. Run the gate on ${'pull_request_target'}, without a checkout: it reads the plan of the pull request itself, as the README shows under ${'Forks'}.`;
    case 'dependabot':
      return say`This pull request is Dependabot’s, which has secrets of its own: add the key under ${'Settings > Secrets and variables > Dependabot'} too.`;
    default:
      return say`Store a key with the preset ${'Read Only'} as a secret, and pass it: ${`api-key: \${{ secrets.BABYSEA_API_KEY }}`}. A reusable workflow gets it only if its caller says ${'secrets: inherit'}, or passes it.`;
  }
}
