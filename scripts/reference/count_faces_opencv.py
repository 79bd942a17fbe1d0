"""Counts faces in every frame of a video with OpenCV's Haar cascades: a look with other eyes at de-identified copies.

    python3 count_faces_opencv.py VIDEO [--patient FILE] [--cascades FOLDER]

Needs Debian's python3-opencv and opencv-data. FILE is JSON, [{ "timesMs": [t...], "boxes": [[x, y, w, h]...] }...]: where
the patient's face is, boxes in shares (0 to 1) of the upright picture. A face whose centre lies there is counted by itself.
Prints one JSON document: frames, how many of them showed another face, how many other faces there were, and when.
"""

import argparse
import json
import os

import cv2

CASCADES = ("haarcascade_frontalface_alt2.xml", "haarcascade_profileface.xml")
# What OpenCV's own examples take. With fewer neighbours, curtains and plants are faces.
SCALE_FACTOR = 1.1
MIN_NEIGHBOURS = 5
# Pixels; larger pictures are scaled down to it.
LONGER_SIDE = 640
# A share of the picture's shorter side; smaller ones are noise.
SMALLEST_FACE = 0.08
# The patient's face is taken to be where it was found at most so much earlier or later.
NEAR_MS = 300


def overlap(a, b):
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / (a[2] * a[3] + b[2] * b[3] - width * height)


def faces_in(grey, cascades):
    """Boxes in shares. The profile cascade knows one side only, so the picture is mirrored for the other."""
    height, width = grey.shape
    side = int(min(height, width) * SMALLEST_FACE)
    found = []
    for name, cascade in cascades:
        for mirrored in (False, True) if "profile" in name else (False,):
            picture = cv2.flip(grey, 1) if mirrored else grey
            for x, y, w, h in cascade.detectMultiScale(
                picture, scaleFactor=SCALE_FACTOR, minNeighbors=MIN_NEIGHBOURS, minSize=(side, side)
            ):
                left = width - x - w if mirrored else x
                face = (left / width, y / height, w / width, h / height)
                # Two cascades may find one face.
                if all(overlap(face, other) < 0.3 for other in found):
                    found.append(face)
    return found


def patient_boxes(tracks, time_ms):
    for track in tracks:
        near = [
            (abs(time - time_ms), box)
            for time, box in zip(track["timesMs"], track["boxes"])
            if abs(time - time_ms) <= NEAR_MS
        ]
        if near:
            yield min(near, key=lambda entry: entry[0])[1]


def is_centred_in(face, box):
    x, y = face[0] + face[2] / 2, face[1] + face[3] / 2
    return box[0] <= x <= box[0] + box[2] and box[1] <= y <= box[1] + box[3]


def scaled(picture):
    scale = min(1.0, LONGER_SIDE / max(picture.shape[:2]))
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    return grey if scale == 1 else cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("video")
    parser.add_argument("--patient", type=argparse.FileType("r", encoding="utf-8"))
    parser.add_argument("--cascades", default="/usr/share/opencv4/haarcascades")
    given = parser.parse_args()
    tracks = [] if given.patient is None else json.load(given.patient)
    cascades = [(name, cv2.CascadeClassifier(os.path.join(given.cascades, name))) for name in CASCADES]
    video = cv2.VideoCapture(given.video)
    if not video.isOpened() or any(cascade.empty() for _, cascade in cascades):
        parser.error("the video or the cascades cannot be read")
    frames, own, others, times = 0, 0, 0, []
    while True:
        is_read, picture = video.read()
        if not is_read:
            break
        time_ms = video.get(cv2.CAP_PROP_POS_MSEC)
        frames += 1
        faces = faces_in(scaled(picture), cascades)
        places = list(patient_boxes(tracks, time_ms))
        strangers = [face for face in faces if not any(is_centred_in(face, place) for place in places)]
        own += len(faces) - len(strangers)
        others += len(strangers)
        if strangers:
            times.append(round(time_ms))
    counts = {"frames": frames, "patientFaces": own, "otherFaces": others}
    print(json.dumps({**counts, "framesWithOtherFace": len(times), "timesMs": times}))


main()
