/** It is imported late: its package may have to be downloaded. */
export { imageSize } from "image-size";
