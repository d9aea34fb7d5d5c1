export * from './backoff.js';
export * from './env.js';
export * from './logger.js';
export * from './mqtt.js';
export { MqttFrameGuard } from './mqtt-frame-guard.js';
export * from './shutdown.js';
