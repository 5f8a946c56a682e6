import type { Texts } from '../en/index.ts';
import { access } from './access.ts';
import { appearance } from './appearance.ts';
import { banner } from './banner.ts';
import { call } from './call.ts';
import { chat } from './chat.ts';
import { connectionTest } from './connection-test.ts';
import { details } from './details.ts';
import { deviceChoice } from './device-choice.ts';
import { devices } from './devices.ts';
import { end } from './end.ts';
import { landing } from './landing.ts';
import { lobby } from './lobby.ts';
import { notices } from './notices.ts';
import { people } from './people.ts';
import { problems } from './problems.ts';
import { room } from './room.ts';
import { shortcuts } from './shortcuts.ts';
import { stage } from './stage.ts';
import { settings } from './settings.ts';
import { waiting } from './waiting.ts';

export const de: Texts = {
  product: 'Stoa',
  roomTitle: (room) => `${room} – Stoa`,
  access,
  appearance,
  landing,
  lobby,
  devices,
  deviceChoice,
  problems,
  call,
  people,
  room,
  notices,
  stage,
  banner,
  chat,
  connectionTest,
  details,
  settings,
  waiting,
  end,
  shortcuts,
};
