/** Whether a text holds a PEM block; `label` is the end of its name, as in `EC PRIVATE KEY`. */
export function isPem(text: string, label: string): boolean {
  return new RegExp(`-----BEGIN [A-Z ]*${label}-----[\\s\\S]+-----END [A-Z ]*${label}-----`).test(text);
}
