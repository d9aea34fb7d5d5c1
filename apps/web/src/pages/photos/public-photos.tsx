import { publicPhotoPath, type PublicPhoto } from '@bakeloop/contracts';
import './photos.css';

/** Photos that everybody may see, in a small row; nothing where there are none. */
export function PublicPhotos({ photos }: { photos: readonly PublicPhoto[] }) {
  if (photos.length === 0) return null;
  return (
    <ul className="photo-row" aria-label="Photos">
      {photos.map((photo) => {
        const { hash, kitchenName, product, day, width, height } = photo;
        const what = [product, kitchenName, day].filter((part) => part !== null).join(', ');
        const path = publicPhotoPath(photo);
        return (
          <li key={hash}>
            <a href={path} target="_blank" rel="noreferrer">
              <img
                src={`${path}/small`}
                width={width}
                height={height}
                loading="lazy"
                decoding="async"
                alt={`Photo: ${what}`}
              />
            </a>
          </li>
        );
      })}
    </ul>
  );
}
