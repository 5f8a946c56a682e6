/** Sends an element's sound to a speaker; '' is the system's. @returns false where that is not possible */
export async function setSpeaker(element: HTMLMediaElement, device: string): Promise<boolean> {
  if (!('setSinkId' in element)) return device === '';
  if (element.sinkId === device) return true;
  try {
    await element.setSinkId(device);
    return true;
  } catch {
    // Unplugged, or not allowed: the sound stays where it is.
    return false;
  }
}
