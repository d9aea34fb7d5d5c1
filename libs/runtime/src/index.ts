export * from './backoff.js';
export * from './env.js';
export * from './health-door.js';
export * from './logger.js';
export * from './mqtt.js';
export { linesEnv, plainHost, trusting } from './plain-lines.js';
export { MqttFrameGuard } from './mqtt-frame-guard.js';
export * from './probe.js';
export * from './shutdown.js';
