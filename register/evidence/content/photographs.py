"""Photographs: made anew, upright, without what cameras and telephones write into them."""

import io
import warnings

import pillow_heif
from PIL import Image, ImageOps

from register.evidence.domain.findings import Found, Limits, Refusal, RefusedError

MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "HEIF": "image/heic"}
_LONGEST_SIDE = 4000
_QUALITY = 85


def look_at_photograph(content: bytes, kind: str, limits: Limits) -> Found:
    """Return what a photograph is, with one to show others. Raises RefusedError."""
    if kind == "HEIF":
        pillow_heif.register_heif_opener(thumbnails=False)
    with warnings.catch_warnings():
        # The library warns of what it then refuses; how large is too large is ours to say.
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(content), formats=(kind,)) as opened:
                if opened.width * opened.height > limits.pixels:
                    raise RefusedError(Refusal.MANY_PIXELS)
                shown, shown_type = _made_anew(opened, lossless=kind == "PNG")
        except Image.DecompressionBombError:
            raise RefusedError(Refusal.MANY_PIXELS) from None
    # What is written in a picture no machine of ours reads.
    return Found(MEDIA_TYPES[kind], 1, "", (1,), shown, shown_type)


def _made_anew(opened: Image.Image, *, lossless: bool) -> tuple[bytes, str]:
    """Copy the pixels alone into a new picture: no position, no camera, no thumbnail from before a crop."""
    if opened.format == "JPEG":
        opened.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
    upright = ImageOps.exif_transpose(opened)
    upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    if upright.mode not in {"RGB", "L"}:
        with_alpha = upright.convert("RGBA")
        fresh = Image.new("RGB", upright.size, "white")
        fresh.paste(with_alpha, mask=with_alpha.getchannel("A"))
    else:
        fresh = Image.new(upright.mode, upright.size)
        fresh.paste(upright)
    made = io.BytesIO()
    if lossless:
        fresh.save(made, "PNG")
        return made.getvalue(), "image/png"
    fresh.save(made, "JPEG", quality=_QUALITY)
    return made.getvalue(), "image/jpeg"
