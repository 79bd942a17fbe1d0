"""Counts faces in every frame of a video with OpenCV's Haar cascades: a look with other eyes at de-identified copies.

    python3 count_faces_opencv.py VIDEO [--ignore X,Y,W,H]... [--cascades FOLDER]

Needs Debian's python3-opencv and opencv-data. Boxes are shares (0 to 1) of the upright picture. A face whose centre
lies in an ignored box, the patient's place, is counted by itself. Prints one JSON document: frames, how many of them
showed another face, how many other faces there were, and when.
"""

import argparse
import json
import os

import cv2

CASCADES = ("haarcascade_frontalface_default.xml", "haarcascade_frontalface_alt2.xml", "haarcascade_profileface.xml")
# What OpenCV's own examples take. With fewer neighbours, curtains and plants are faces.
SCALE_FACTOR = 1.1
MIN_NEIGHBOURS = 5
# A share of the picture's shorter side; smaller ones are noise.
SMALLEST_FACE = 0.06


def box_of(text):
    values = [float(part) for part in text.split(",")]
    if len(values) != 4:
        raise argparse.ArgumentTypeError("a box is X,Y,W,H in shares of the picture")
    return values


def faces_in(grey, cascades):
    """Boxes in pixels; the profile cascade knows one side only, so the picture is mirrored for the other."""
    height, width = grey.shape
    side = int(min(height, width) * SMALLEST_FACE)
    found = []
    for name, cascade in cascades:
        for picture, mirrored in ((grey, False), (cv2.flip(grey, 1), True)):
            if mirrored and "profile" not in name:
                continue
            for x, y, w, h in cascade.detectMultiScale(
                picture, scaleFactor=SCALE_FACTOR, minNeighbors=MIN_NEIGHBOURS, minSize=(side, side)
            ):
                found.append((width - x - w if mirrored else x, y, w, h))
    return found


def is_ignored(face, ignored, width, height):
    x, y = (face[0] + face[2] / 2) / width, (face[1] + face[3] / 2) / height
    return any(left <= x <= left + w and top <= y <= top + h for left, top, w, h in ignored)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("video")
    parser.add_argument("--ignore", type=box_of, action="append", default=[], help="X,Y,W,H; may be given again")
    parser.add_argument("--cascades", default="/usr/share/opencv4/haarcascades")
    given = parser.parse_args()
    cascades = [(name, cv2.CascadeClassifier(os.path.join(given.cascades, name))) for name in CASCADES]
    video = cv2.VideoCapture(given.video)
    if not video.isOpened() or any(cascade.empty() for _, cascade in cascades):
        parser.error("the video or the cascades cannot be read")
    frames, own, others, times = 0, 0, 0, []
    while True:
        is_read, picture = video.read()
        if not is_read:
            break
        height, width = picture.shape[:2]
        faces = faces_in(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cascades)
        strangers = [face for face in faces if not is_ignored(face, given.ignore, width, height)]
        own += len(faces) - len(strangers)
        others += len(strangers)
        if strangers:
            times.append(round(video.get(cv2.CAP_PROP_POS_MSEC)))
        frames += 1
    print(
        json.dumps(
            {
                "frames": frames,
                "facesIgnored": own,
                "otherFaces": others,
                "framesWithOtherFace": len(times),
                "timesMs": times,
            }
        )
    )


main()
