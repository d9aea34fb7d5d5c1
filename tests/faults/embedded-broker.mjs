/** The embedded broker as a process of its own, so that whatever it gets cannot end the tests: `node embedded-broker.mjs FOLDER PORT`. */
import { startBroker } from '@bakeloop/embedded';

const [dataDir, port] = process.argv.slice(2);
const broker = await startBroker({ dataDir, port: Number(port), platformPassword: 'secret' });
process.once('SIGTERM', () => void broker.stop().then(() => process.exit(0)));
