import { buildImage, makeLocalBase } from '../deploy/build/images.ts';
import { imageNames } from '../deploy/build/inputs.ts';

/**
 * `node scripts/images.ts [--local-base]`: builds the images and prints what they weigh. The local base is made from
 * Debian's packages, for machines that reach no registry of images.
 */
const base = process.argv.includes('--local-base') ? await makeLocalBase() : undefined;
const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

for (const name of imageNames) {
  const { reference, archive, digest, layers, cached } = await buildImage(name, base);
  const total = layers.reduce((sum, bytes) => sum + bytes, 0);
  const [below = 0] = layers;
  console.log(
    `${name}: ${mb(total)} compressed (base ${mb(below)}, on it ${mb(total - below)})${cached ? ', built before' : ''}`,
  );
  console.log(`  ${reference}\n  ${digest}\n  ${archive}`);
}
