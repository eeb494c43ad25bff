"""The stick figure: poses as data, movement by angles, pictures as rows of text. Pure geometry.

**The notation.** A `figure:` is a group of keys in an exercise's file::

    figure:
      view: side                     # side (unset), front, or above: a body lying on its back
      works: right leg, left arm     # drawn in the second colour; unset: nothing
      props: {wall: -40}             # props that every pose has
      poses:
        flat: {left knee: 0, trunk: 8, legs: 270 183 197, arms: at 31}
        round: {like: flat, bend: 100, head: 285}
        long: {like: flat, right leg: 178 178 190, left arm: 12 12}
      phases:
        round: round
        reach: flat, long
        rest: flat

*Draw for the right side, facing right: head up, to the left when lying on the back, to the
right when lying on the front.* That puts the right limbs near and the left ones far; for the
left side the program turns the picture round. Lengths are hundredths of the body's height (a
thigh or shin 24.5, the spine 30, upper arm 17, forearm 15) and the floor is 0. Directions are
degrees: 0 right, 90 up, 180 left, 270 down.

A pose says what it rests on, then which way each part points:

================  ==================================================================
`like`            an earlier pose, whose keys this one takes over unless it has its own
a root            the one joint that has a place: `hip`, `shoulder`, or `right`/`left`
                  with `knee`, `ankle`, `toe`, `elbow`, `hand`. `34` rests on the floor
                  at x 34; `34 27` has its centre at height 27
`trunk`           the direction from hip to shoulder (unset: 90, upright)
`bend`            how many degrees the spine rounds forward (negative: arches back);
                  two numbers: the lower and the upper half
`head`            the direction from the shoulders to the head (unset: in line with the spine)
`face`            where the nose points (unset: forward), or `you`: at the viewer
`legs`, `arms`    both; `right leg`, `left arm` and so on: one (unset: hanging down)
`twist`           front and above only: how far the hips turn out of the picture
`props`           props of this pose alone, or in another place than the figure's
================  ==================================================================

An arm or leg is two or three directions (`270 183 197`: thigh, shin, foot; leave out the last
for a foot at right angles or a straight hand). `200/40` points 40 degrees out of the picture, towards you.
Or it is held somewhere and bends by itself: `at 64` (palm or sole flat on the floor at x 64), `at 64 20`
(wrist or ankle at that height), `toes at 12`, and for hands `on right thigh` and the other names
of `model.PARTS`, moved aside by two numbers if need be; a final `turned 90` turns the hand or
foot. Whatever two poses hold in the same place stays there on the way between them.

Props are `ball`, `wall`, `chair`, `stool`, `table`, `bed`, `wedge`, `pillow`, `band`, `pack` (on the
back), `spot`, `ring` and `fold` (where a hand presses, rubs or pinches) and `arrow`; `loader.PROPS`
has their numbers.

A phase goes to a pose, or through several in its time: `setup: kneeling, flat`. After the poses,
`in 2s` is how long each move takes (unset: as long as the phase, or 2.5 s into a hold), `again`
loops for as long as the phase lasts, and `marked` highlights the parts that the figure's `marks`
list for the step's name (`marks: {Calves: shins}`). `mirrored` after a pose is the same pose with
left and right swapped. Phases have the routine's names, with `setup`, `rest` and `switch` for
what lies between, and `go` for a free activity; an unknown one shows `hold`, or
else the first phase. Try it with `unclench figure my-exercise.yaml --phase reach --at 0.5`.

**Using it.** `loader.read` turns plain data into a `FigureSpec`, or lists every mistake in it.
`figure.Figure` shows it: start there.
"""
