"""The investment programme and its projects (M5, M6): programme, project, works, package, and the life of each."""
