import { createLogger, loadEnv, onShutdown } from '@bakeloop/runtime';
import { Command } from 'commander';
import { z } from 'zod';
import { startConfiguredKitchen } from './agent/configured.js';
import { claim } from './config/claim.js';
import { describeConfig } from './config/describe-config.js';
import { readConfigFile } from './config/read-config.js';

const environment = z.object({
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});

const file = [
  '--config <file>',
  'the configuration, YAML or JSON; infra/kitchen/kitchen.yaml is a sample',
] as const;
const variables = `
Environment variables win over the file: MQTT_URL, MQTT_USERNAME, MQTT_PASSWORD, MQTT_PASSWORD_FILE,
KITCHEN_OUTBOX (a folder), LOG_LEVEL (debug, info, warn, error).`;

/** The command line of a real kitchen's agent. */
export const configCommand: Command = new Command('kitchen');

configCommand
  .command('run')
  .description('Reads sensors as a configuration says and reports them until stopped.')
  .requiredOption(...file)
  .addHelpText('after', variables)
  .action(async ({ config: path }: { config: string }) => {
    const { LOG_LEVEL } = loadEnv(environment);
    const config = readConfigFile(path);
    const logger = createLogger('kitchen', { level: LOG_LEVEL }).child({ kitchenId: config.kitchen.id });
    const running = await startConfiguredKitchen({ config, logger });
    onShutdown(() => running.stop());
  });

configCommand
  .command('check')
  .description(
    'Says what `run` would read and where it would report, or what is wrong (exit code 1). Connects to nothing.',
  )
  .requiredOption(...file)
  .addHelpText('after', variables)
  .action(({ config: path }: { config: string }) => {
    process.stdout.write(describeConfig(readConfigFile(path)));
  });

configCommand
  .command('claim')
  .description(
    'Exchanges a claim code for the credential of this kitchen, once, and keeps it beside the outbox for `run`.',
  )
  .requiredOption(...file)
  .requiredOption('--url <address>', 'the platform, for example https://bakeloop.example')
  .requiredOption('--code <code>', 'as it was given to you, or the text of its QR code')
  .addHelpText('after', variables)
  .action(async ({ config: path, url, code }: { config: string; url: string; code: string }) => {
    const { kitchen, outbox } = readConfigFile(path);
    const kept = await claim({ address: url, code, kitchenId: kitchen.id, folder: outbox.folder });
    process.stdout.write(
      `${kitchen.id} has its credential: ${kept}\nStart the agent anew to use it. A password in the configuration or the environment would go before it.\n`,
    );
  });
