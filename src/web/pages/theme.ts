// The choice of colours, kept in a cookie.
import type { Express } from 'express';
import { themeAddress } from '../../../views/links.js';
import { themeCookie } from '../render.js';
import { form, ownAddress, pageOnly } from '../request.js';

const maxAgeSeconds = 31_536_000;

export function themePage(app: Express): void {
  app.post(
    themeAddress,
    form({ theme: pageOnly.theme, back: pageOnly.back }, ({ theme, back = '' }, _, response) => {
      if (theme !== undefined) {
        const kept = `Path=/; Max-Age=${maxAgeSeconds}; SameSite=Lax; HttpOnly`;
        response.append('Set-Cookie', `${themeCookie}=${theme}; ${kept}`);
      }
      response.redirect(303, ownAddress(back));
    }),
  );
}
