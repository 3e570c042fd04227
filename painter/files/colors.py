"""Pictures in any colour space to sRGB, by the ICC profile they carry; and the profile of sRGB itself."""

from __future__ import annotations

import io
import logging
from collections.abc import Mapping
from types import MappingProxyType

from PIL import Image, ImageCms

log = logging.getLogger(__name__)

_PROFILE_DATE = slice(24, 36)
_DESCRIBED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "RGB ": ("RGB", "RGBA", "RGBX", "RGBa", "P", "PA", "YCbCr", "L", "LA", "La", "1"),
        "GRAY": ("L", "LA", "La", "1"),
        "CMYK": ("CMYK",),
        "Lab ": ("LAB",),
    }
)
"""Pillow's modes whose pixels a profile of each colour space can describe."""
_CONVERTED: Mapping[str, str] = MappingProxyType({"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab ": "LAB"})


def to_srgb(image: Image.Image, profile: bytes | None, what: str) -> Image.Image:
    """Return the picture in sRGB, its alpha untouched.

    Without a profile the numbers are taken as sRGB (CMYK and Lab by Pillow's own formulas). A profile that is
    damaged or meant for other pixels is ignored and logged; `what` names the picture in the log.
    """
    if image.mode == "LAB":
        return _transformed(image, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")))
    if not profile:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if _is_srgb(source):
            return image
        return _converted(image, source)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError) as error:
        log.warning("the colour profile of %s was ignored: %s", what, error)
        return image


def _is_srgb(profile: ImageCms.ImageCmsProfile) -> bool:
    """Tell whether a profile calls itself sRGB: converting would only round the colours."""
    space = profile.profile.xcolor_space.strip()
    return space == "RGB" and "srgb" in (profile.profile.profile_description or "").lower()


def _converted(image: Image.Image, source: ImageCms.ImageCmsProfile) -> Image.Image:
    space = source.profile.xcolor_space
    if image.mode not in _DESCRIBED.get(space, ()):
        raise ValueError(f"a profile for {space!r} on pixels of mode {image.mode}")
    alpha = None
    if image.mode in ("PA", "RGBA", "RGBa", "LA", "La") or "transparency" in image.info:
        image = image.convert("LA").convert("RGBA") if image.mode == "La" else image.convert("RGBA")
        alpha = image.getchannel("A")
    out = _transformed(image.convert(_CONVERTED[space]), source)
    if alpha is not None:
        out.putalpha(alpha)
    return out


def _transformed(image: Image.Image, source: ImageCms.ImageCmsProfile) -> Image.Image:
    """Return the picture in sRGB, relative colorimetric with black point compensation."""
    out = ImageCms.profileToProfile(
        image,
        source,
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    if out is None:
        raise ValueError("no conversion")
    return out


def srgb_profile() -> bytes:
    """Return an sRGB profile, the same at every call."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_PROFILE_DATE] = bytes((7, 230, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))  # a date of no meaning
    return bytes(profile)
