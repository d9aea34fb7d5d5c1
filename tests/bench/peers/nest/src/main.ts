import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Transport, type MicroserviceOptions } from '@nestjs/microservices';
import { AppModule } from './app.module.js';

const app = await NestFactory.createMicroservice<MicroserviceOptions>(AppModule, {
  transport: Transport.MQTT,
  options: { url: process.env['MQTT_URL']!, subscribeOptions: { qos: 1 } },
});
app.enableShutdownHooks();
await app.listen();
