import type { DriverConfig } from '../config/schema.js';
import type { Driver } from './driver.js';

/** Makes a driver of its configuration. Each kind is loaded only where it is used: it costs memory otherwise. */
export async function createDriver(config: DriverConfig, kitchenId: string): Promise<Driver> {
  switch (config.type) {
    case 'modbus-tcp':
    case 'modbus-rtu':
      return (await import('./modbus/modbus.js')).createModbusDriver(config);
    case 'scale':
      return (await import('./scale/scale.js')).createScaleDriver(config);
    case 'mqtt-in':
      return (await import('./mqtt-in.js')).createMqttInDriver(config, kitchenId);
    case 'http':
      return (await import('./http.js')).createHttpDriver(config);
    case 'simulated':
      return (await import('./simulated.js')).createSimulatedDriver(config);
  }
}
