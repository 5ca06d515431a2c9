import { useZoom } from "./use_zoom.ts";
import { ZoomBar } from "./zoom_bar.tsx";
import { ZoomBox } from "./zoom_box.tsx";
import { ZoomImage } from "./zoom_image.tsx";

/** Props of {@linkcode ZoomView}. */
export interface ZoomViewProps {
  /** The URL of the image. */
  src: string;
  /** Its alternative text. */
  alt: string;
}

/** An image that wheel, pinch, keys and buttons zoom, and that drags and arrow keys move. */
export function ZoomView({ src, alt }: ZoomViewProps) {
  const zoom = useZoom();
  return (
    <div class="zoom">
      <ZoomBox zoom={zoom}>
        <ZoomImage src={src} alt={alt} place={zoom.place} />
      </ZoomBox>
      <ZoomBar zoom={zoom} />
    </div>
  );
}
