export { awaitRelayIdle } from './relay-idle.ts';
export { givePeopleBack, sendPeopleAway, type RelayPeopleInput } from './relay-people.ts';
export { drainSfu, type DrainSfuInput } from './drain-sfu.ts';
export { probeHttp } from './probe-http.ts';
export { probeJanus } from './probe-janus.ts';
export { probeRedis } from './probe-redis.ts';
export { probeStun } from './probe-stun.ts';
export { countAllocations, countUdpSockets } from './udp-sockets.ts';
