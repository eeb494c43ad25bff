"""The stick figure: poses as data, movement by angles, pictures as rows of text. Pure geometry.

**The notation.** A `figure:` is a group of keys in an exercise's file::

    figure:
      view: side                 # side (unset), front, or above: a body lying on its back
      works: right leg, left arm # what is marked where the step has sides; unset: nothing
      props: {ball: 0 22 22}     # things that are there in every pose
      poses:
        flat: {right knee: 34, trunk: 2, legs: 90 180 180, arms: at 64}
        round: {like: flat, bend: 80, head: 290}
      phases:
        setup: kneeling, flat
        round: round
        rest: flat

*Draw the right side of the body, head up or to the left on the back, to the right on the
front*: the picture is turned round for a left side by itself. Lengths are hundredths of the
body's height, the floor is 0; directions are degrees: 0 right, 90 up, 180 left, 270 down.

A pose says what it rests on, then which way each part points:

================  ==================================================================
`like`            another pose before this one, whose keys hold where this has none
root              the one joint that is given a place: `hip`, `shoulder`, or `right`/`left`
                  with `knee`, `ankle`, `toe`, `elbow`, `hand`.
                  `34` is at x 34, lying on the floor; `34 27` has its middle at height 27
`trunk`           the direction from hip to shoulder
`bend`            how many degrees the spine rounds forward, negative: hollows;
                  two numbers: the lower and the upper half
`head`            the direction from the shoulders to the head (unset: on from the spine)
`face`            where the nose points (unset: forward), or `you`: towards the eye
`legs`, `arms`    both; `right leg`, `left arm` and so on: one
`twist`           front, above: how far the hips are turned out of the picture
`props`           things that are somewhere else in this pose
================  ==================================================================

An arm or leg is two or three directions (`270 180 180`: thigh, shin, foot; the last unset: foot
at right angles, hand straight on). `200/40` points 40 degrees out of the picture, towards you.
Or it is held, and bends by itself: `at 64` (palm or sole flat on the floor at x 64), `at 64 20`
(at that height), `toes at 12`, and for hands `on right thigh` and the other names of
`pose.PARTS`, moved aside by two numbers if need be; `turned 90` behind it turns the hand or foot.

A phase goes to a pose, or through several in its time: `setup: kneeling, flat`. `in 2s` is how
long each move takes (unset: as long as the phase, or 2.5 s into a hold), `marked` shows the parts
that `marks` has for the step's name (`marks: {Calves: shins}`), `again` goes round for as long as the phase lasts, and `mirrored` behind a
pose is the same pose with left and right exchanged. Phases have the routine's names, with
`setup`, `rest` and `switch` for what lies between, and `go` for a free activity; an unknown one
is shown by the pose of `hold`, or else of the first phase.

**Using it.** `unclench.figure.reading.read` makes a `Score` of plain data, with every mistake;
`unclench.figure.playing.Figure` shows it: see there.
"""
